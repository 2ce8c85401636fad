/** What the process occupies: pages of memory that are really there, not what has been reserved. */

import { collectGarbage } from './garbage.js'
import { sleep } from './waiting.js'

/** The engine gives freed pages back some time after a collection. */
const settlingMillis = 300

/** Resident bytes after collections. Needs `--expose-gc` to mean much. */
export async function weighProcess(): Promise<number> {
  for (let pass = 0; pass < 3; pass++) {
    collectGarbage()
    await sleep(settlingMillis)
  }
  return process.memoryUsage.rss()
}
