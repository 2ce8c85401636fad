/** Child processes that hold one library each and answer calls from here. */

import { spawn } from 'node:child_process'
import { createCallLedger } from './calls.js'
import { type ModuleFormat, packageFolder, programFile } from './locations.js'
import type { Answer } from './program.js'

export interface ProgramOptions {
  /** @defaultValue 'esm' */
  readonly format?: ModuleFormat
  /** Options for Node itself, such as `--expose-gc`. */
  readonly nodeOptions?: readonly string[]
  /** Environment variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Bind the process to this core, where `taskset` is there to do it. */
  readonly core?: number | undefined
}

/** A running program, in another process or thread. */
export interface Program {
  /** Calls one of the program's operations and waits for what it answers. Calls are answered in order. @throws Error with the program's own stack when it throws. */
  call<T>(operation: string, input?: unknown): Promise<T>
  /** Ends the program and waits until it has gone. */
  close(): Promise<void>
}

/**
 * Starts `programs/<name>` in a process of its own.
 *
 * The process lives until `close()`; when it dies earlier, the call under way and every later one reject with its exit code.
 */
export function startProgram(name: string, options: ProgramOptions = {}): Program {
  const { format = 'esm', nodeOptions = [], environment = {}, core } = options
  const nodeArguments = [...nodeOptions, programFile(name, format)]
  const [command, commandArguments] =
    core === undefined ? [process.execPath, nodeArguments] : ['taskset', ['-c', String(core), process.execPath, ...nodeArguments]]
  const child = spawn(command, commandArguments, {
    cwd: packageFolder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })

  const title = `program '${name}'`
  const ledger = createCallLedger(title, (call) => {
    child.send(call, (error) => {
      if (error) ledger.fail(error)
    })
  })
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      ledger.fail(error)
      resolve()
    })
    child.on('exit', (code, signal) => {
      ledger.fail(new Error(`${title} ended early (${signal ?? `exit code ${code}`})`))
      resolve()
    })
  })
  child.on('message', (message) => ledger.settle(message as Answer))

  return {
    call: (operation, input) => ledger.call(operation, input),
    async close() {
      if (!ledger.hasFailed) child.kill('SIGKILL')
      await exited
    },
  }
}

/** Runs one operation of a program in a fresh process and ends it. */
export async function callProgram<T>(name: string, operation: string, input: unknown, options: ProgramOptions = {}): Promise<T> {
  const program = startProgram(name, options)
  try {
    return await program.call<T>(operation, input)
  } finally {
    await program.close()
  }
}
