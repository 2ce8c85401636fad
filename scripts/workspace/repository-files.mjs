/** The files that belong to the repository. */

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every file that git tracks or would track, relative to `root`, with forward slashes, sorted.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function listRepositoryFiles(root) {
  const printed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const files = printed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
  return [...new Set(files)].sort()
}
