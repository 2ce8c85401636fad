/** Finds the other versions of Node that `scripts/nodes` installs. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../workspace/root.mjs'

/**
 * @param {string} major `'22'` or `'24'`
 * @returns {string | undefined} the program; undefined where its npm package has no binary for this platform
 */
export function findNode(major) {
  const program = join(ROOT, 'scripts', 'nodes', 'node_modules', `node${major}`, 'bin', 'node')
  return existsSync(program) ? program : undefined
}
