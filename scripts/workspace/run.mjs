/** Runs a command and tells how it ended. */

import { spawn } from 'node:child_process'

/**
 * @typedef {object} RunResult
 * @property {number} code the exit code; 128 when a signal ended it
 * @property {string} output what it printed, both streams in the order they came; empty when `inherit`
 * @property {number} seconds
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inherit?: boolean, timeoutMillis?: number }} [options]
 *   `inherit` lets it print for itself; after `timeoutMillis` it is killed
 * @returns {Promise<RunResult>} never rejects: a command that cannot be started has code 127
 */
export function run(command, args, { cwd, env = process.env, inherit = false, timeoutMillis } = {}) {
  const startedAtMillis = performance.now()

  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'] })
    let output = ''
    const kill = () => {
      output += `killed after ${timeoutMillis} ms\n`
      child.kill('SIGKILL')
    }
    const timer = timeoutMillis === undefined ? undefined : setTimeout(kill, timeoutMillis)
    const keep = (/** @type {string} */ text) => {
      output += text
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer)
      resolve({ code, output, seconds: (performance.now() - startedAtMillis) / 1000 })
    }
    child.once('error', (error) => {
      output += `${error.message}\n`
      finish(127)
    })
    child.once('close', (code) => finish(code ?? 128))
  })
}
