/** Files are named for the one concept they hold. */

import { posix } from 'node:path'

const SOURCE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.[cm]?[jt]s$/
const EMPTY_NAMES = new Set(['common', 'helper', 'helpers', 'misc', 'shared', 'stuff', 'util', 'utils'])

/** @type {import('../project.mjs').Rule} */
export const fileNames = {
  name: 'file-names',
  check: ({ sources }) =>
    sources.flatMap(({ file }) => {
      const name = posix.basename(file)
      if (!SOURCE_NAME.test(name)) return [{ file, line: 1, message: `"${name}" should be kebab-case` }]
      const empty = [.../** @type {string[]} */ (posix.dirname(file).split('/')), name.split('.')[0] ?? ''].find((part) =>
        EMPTY_NAMES.has(part),
      )
      if (empty === undefined) return []
      return [{ file, line: 1, message: `"${empty}" says nothing; name the file for the concept it holds` }]
    }),
}
