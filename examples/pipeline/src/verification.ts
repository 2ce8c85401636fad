/** Runs the independent pass in a process of its own. */

import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Expectation } from './expectation.js'

/** What the pass reads from its standard input. */
export interface VerifyInput {
  readonly paths: readonly string[]
  readonly maxFileBytes: number
}

/** What the pass writes to its standard output. */
export interface VerifyOutput {
  readonly expectations: readonly Expectation[]
  readonly seconds: number
}

const PROGRAM = fileURLToPath(new URL('./verify.js', import.meta.url))

/**
 * Goes through the same files once more, in one thread of another process.
 * @throws Error if that process fails.
 */
export async function verifyElsewhere(input: VerifyInput): Promise<VerifyOutput> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  child.stdin.on('error', () => {
    // The child is gone before it has read everything; its exit code says why.
  })
  child.stdin.end(JSON.stringify(input))
  const [output, exitCode] = await Promise.all([text(child.stdout), exited])
  if (exitCode !== 0) throw new Error(`the independent pass ended with exit code ${exitCode}`)
  return JSON.parse(output) as VerifyOutput
}
