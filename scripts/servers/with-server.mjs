/** Tests that need a real server. */

import { describeWhere } from '../vitest/describe-where.mjs'
import { findServer } from './find-server.mjs'

/**
 * A `describe` whose tests need the program `name`: skipped by name without it, failed in CI.
 *
 * The body is always called, to name the tests: `program` is `''` without it and may be used only inside tests and hooks.
 *
 * @param {string} name for instance `prometheus`
 * @param {string} title
 * @param {(program: string) => void} body
 */
export function describeWithServer(name, title, body) {
  const program = findServer(name)
  const missing = program === undefined ? `${name} is not on this machine: run scripts/install-servers as root` : undefined
  describeWhere(missing, title, () => body(program ?? ''))
}
