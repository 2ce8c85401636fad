/** Compares the test files on disk with those that a run loaded. */

import { join, relative } from 'node:path'
import { listRepositoryFiles } from '../workspace/repository-files.mjs'

/**
 * Folders whose tests run in more than one project, and the names of those projects.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const EXTRA_PROJECTS = { 'packages/core': ['core-plain'] }

/**
 * What is wrong with the projects of a full run: a test file that no project ran, or another number of projects than there are
 * folders with tests.
 *
 * @param {string} root
 * @param {readonly { project: string, file: string }[]} ran every file that was loaded, absolute
 * @returns {string[]}
 */
export function findProjectFaults(root, ran) {
  const onDisk = listRepositoryFiles(root).filter((file) => file.endsWith('.test.ts'))
  const loaded = new Set(ran.map(({ file }) => relative(root, file).replaceAll('\\', '/')))
  const left = onDisk.filter((file) => !loaded.has(file))

  const folders = new Set(onDisk.map(folderOf))
  const extra = [...folders].flatMap((folder) => EXTRA_PROJECTS[folder] ?? [])
  const projects = new Set(ran.map(({ project }) => project))
  const faults = left.map((file) => `${join(file)} was not run by any project of vitest.workspace.ts`)
  for (const name of extra) if (!projects.has(name)) faults.push(`the project ${name} ran no test`)
  if (projects.size !== folders.size + extra.length) {
    faults.push(`${projects.size} projects ran (${[...projects].join(', ')}); there should be ${folders.size + extra.length}`)
  }
  return faults
}

/**
 * The folder whose tests a file belongs to: a package's, or one of those below `tests`.
 *
 * @param {string} file
 */
function folderOf(file) {
  const parts = file.split('/')
  return parts.slice(0, parts[0] === 'packages' || parts[0] === 'examples' || parts[0] === 'tests' ? 2 : 1).join('/')
}
