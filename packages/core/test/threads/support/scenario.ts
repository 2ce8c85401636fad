/** Runs a scenario: a fixture that is the main module of a process of its own, so that "imported first, late or never" is real. */

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../fixtures/scenarios/', import.meta.url)
/** A scenario that has not ended by then hangs: what a test waits for comes in seconds even on a busy machine. */
const DEADLINE_MILLIS = 50_000
const SHOWN_CHARACTERS = 4_000
const SHOWN_INPUT_CHARACTERS = 200

/** This run's seed, the one that is printed at its start; scenarios draw their random choices from it. */
export const seed = Number(process.env['FAST_CHECK_SEED'])

/**
 * Starts `fixtures/scenarios/<file>` with `input` and answers what it reported.
 *
 * The process must report once, print nothing to standard error and end by itself: the library keeps no process alive.
 * Input and report are structured clones, so that NaN and infinities travel too.
 */
export function runScenario<T>(file: string, input: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(file, FOLDER)), [], {
      cwd: fileURLToPath(FOLDER),
      env: environment(),
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const reports: T[] = []
    let printed = ''
    let isOverdue = false
    const deadline = setTimeout(() => {
      isOverdue = true
      child.kill('SIGKILL')
    }, DEADLINE_MILLIS)
    child.stdout?.on('data', (text) => {
      printed += text
    })
    child.stderr?.on('data', (text) => {
      printed += text
    })
    child.on('message', (report) => reports.push(report as T))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(deadline)
      const [report] = reports
      if (code === 0 && reports.length === 1 && printed === '') return resolve(report as T)
      const end = isOverdue ? `was still running after ${DEADLINE_MILLIS} ms` : `ended with ${signal ?? code}`
      const started = `${file} ${JSON.stringify(input).slice(0, SHOWN_INPUT_CHARACTERS)}`
      reject(new Error(`${started} ${end}, ${reports.length} reports, and printed:\n${printed.slice(0, SHOWN_CHARACTERS)}`))
    })
    child.send(input)
  })
}

/** The environment without what the test runner put there for itself. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, TELLTALE_DEBUG: _debug, ...rest } = process.env
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('VITEST')))
}
