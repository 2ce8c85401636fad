/** One server process: started, waited for, stopped by its own process id. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** How long a server may take until it is ready, on a busy machine. */
const READY_DEADLINE_MILLIS = 60_000
/** How long a server may take to end by itself once asked to. */
const STOP_DEADLINE_MILLIS = 10_000
const POLL_INTERVAL_MILLIS = 50

/**
 * @typedef {object} RunningServer
 * @property {number} pid
 * @property {string} dataFolder its own temporary folder, removed by `stop`
 * @property {() => string} output what it has printed so far, both streams
 * @property {() => Promise<void>} stop asks it to end, waits, kills it if it does not; may be called twice
 */

/**
 * Starts a server and waits until it is ready.
 *
 * @template T
 * @param {object} options
 * @param {string} options.program
 * @param {(dataFolder: string) => readonly string[]} options.args makes its arguments; may write its configuration into the folder
 * @param {(output: string) => T | undefined | Promise<T | undefined>} options.ready asked again and again with its output until it
 *   answers something, which `startServer` hands on
 * @returns {Promise<RunningServer & { ready: T }>}
 * @throws {Error} with the server's output when it ends or is not ready in time
 */
export async function startServer({ program, args, ready }) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'telltale-server-'))
  const child = spawn(program, args(dataFolder), { cwd: dataFolder, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  /** @type {string | undefined} */
  let ended
  const keep = (/** @type {string} */ text) => {
    printed += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const exited = new Promise((resolve) => {
    const end = (/** @type {string} */ how) => {
      ended ??= how
      resolve(undefined)
    }
    child.once('error', (error) => end(`could not be started: ${error.message}`))
    child.once('close', (code, signal) => end(`ended with ${signal ?? `exit code ${code}`}`))
  })
  // A test run that ends early must not leave a server behind.
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)

  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MILLIS)
    await exited
    clearTimeout(timer)
    process.removeListener('exit', killWithUs)
    rmSync(dataFolder, { recursive: true, force: true })
  }

  const deadlineMillis = Date.now() + READY_DEADLINE_MILLIS
  for (;;) {
    const answer = ended === undefined ? await ready(printed) : undefined
    if (answer !== undefined) return { pid: child.pid ?? 0, dataFolder, output: () => printed, stop, ready: answer }
    if (ended !== undefined || Date.now() > deadlineMillis) {
      const reason = ended ?? `was not ready after ${READY_DEADLINE_MILLIS / 1000} s`
      await stop()
      throw new Error(`${program} ${reason}. It printed:\n${printed}`)
    }
    await delay(POLL_INTERVAL_MILLIS)
  }
}
