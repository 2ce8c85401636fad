/** Prometheus's own judgement of an exposition. */

import { spawnSync } from 'node:child_process'
import { findServer } from './find-server.mjs'

/**
 * What `promtool check metrics` says of a text in format 0.0.4. A code other than 0, or any output, is a complaint.
 *
 * @param {string | Uint8Array} text
 * @returns {{ code: number, output: string }}
 * @throws {Error} when promtool is not installed
 */
export function checkMetrics(text) {
  const program = findServer('promtool')
  if (program === undefined) throw new Error('promtool is not on this machine: run scripts/install-servers as root.')
  const { status, stdout, stderr, error } = spawnSync(program, ['check', 'metrics'], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (error !== undefined) throw error
  return { code: status ?? 128, output: `${stdout}${stderr}` }
}
