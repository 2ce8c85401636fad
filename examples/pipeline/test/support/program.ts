/** Runs the built program as a user does. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built entry of the example. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
/** The built entry of the independent pass. */
export const VERIFY = fileURLToPath(new URL('../../dist/verify.js', import.meta.url))

export interface Ended {
  readonly exitCode: number | null
  readonly output: string
  readonly errors: string
}

export interface Running {
  readonly process: ChildProcess
  /** What it has printed so far. */
  output(): string
  /** The first match of an expression in what it prints. @throws Error if it ends without printing it. */
  waitFor(expression: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<Ended>
}

/** Starts a program of ours. */
export function start(program: string, args: readonly string[], input = ''): Running {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  const watchers = new Set<() => void>()
  const keep = (text: string) => {
    output += text
    for (const look of watchers) look()
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdin.end(input)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output, errors }))
  })

  return {
    process: child,
    output: () => output,
    ended,
    waitFor: (expression) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = expression.exec(output)
          if (match === null) return
          watchers.delete(look)
          resolve(match)
        }
        watchers.add(look)
        look()
        ended.then((end) => reject(new Error(`ended with ${end.exitCode} before ${expression}:\n${end.output}\n${end.errors}`)), reject)
      }),
  }
}

/** Runs the pipeline to its end. */
export function runPipeline(...args: string[]): Promise<Ended> {
  return start(MAIN, args).ended
}
