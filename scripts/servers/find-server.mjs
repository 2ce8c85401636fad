/** Finds the program of a server on this machine. */

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Folders that hold servers but are not on every user's PATH. */
const MORE_FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']

/**
 * The absolute path of a program such as `prometheus` or `promtool`, or `undefined` when this machine has none.
 *
 * `scripts/install-servers` installs the known ones where it can.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findServer(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...MORE_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
