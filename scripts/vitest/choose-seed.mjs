/** Chooses the seed of this run's property tests and prints it, so that a failure can be had again. */

import { randomInt } from 'node:crypto'

/** Vitest calls this once, before the first project starts. */
export function setup() {
  const given = process.env['FAST_CHECK_SEED']
  const seed = given ?? String(randomInt(0x7fffffff))
  process.env['FAST_CHECK_SEED'] = seed
  console.log(`fast-check seed: ${seed}${given === undefined ? ` (repeat with FAST_CHECK_SEED=${seed})` : ' (given)'}`)
}
