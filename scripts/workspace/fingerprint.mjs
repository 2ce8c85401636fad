/** Content hashes of what goes into a package's build and of what came out of it. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders of a package that its build does not read. */
const NOT_INPUTS = new Set(['node_modules', 'dist', 'test', 'tests', 'results', '.cache', 'docs'])
/** Files outside a package that its build reads. */
const SHARED_INPUTS = ['tsconfig.base.json', 'pnpm-lock.yaml']

/**
 * Hash of everything that decides what a package's build puts out: its own files, the shared configuration, the lockfile, Node's
 * version and the fingerprints of the workspace packages it needs.
 *
 * @param {string} root
 * @param {import('./packages.mjs').WorkspacePackage} one
 * @param {string[]} neededFingerprints
 */
export function fingerprintInputs(root, one, neededFingerprints) {
  const hash = createHash('sha256')
  hash.update(process.version)
  for (const file of SHARED_INPUTS) if (existsSync(join(root, file))) addFile(hash, root, file)
  for (const file of listFiles(one.path, '', NOT_INPUTS)) if (!file.endsWith('.md')) addFile(hash, one.path, file)
  for (const fingerprint of neededFingerprints) hash.update(fingerprint)
  return hash.digest('hex')
}

/**
 * Hash of all files below a package's `dist`, or `undefined` when there are none.
 *
 * @param {string} packagePath
 */
export function fingerprintOutputs(packagePath) {
  const dist = join(packagePath, 'dist')
  const files = existsSync(dist) ? listFiles(dist, '', new Set()) : []
  if (files.length === 0) return undefined
  const hash = createHash('sha256')
  for (const file of files) addFile(hash, dist, file)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} folder
 * @param {string} file
 */
function addFile(hash, folder, file) {
  const bytes = readFileSync(join(folder, file))
  hash.update(`${file}\0${bytes.length}\0`).update(bytes)
}

/**
 * Files below `folder`, relative to it, sorted, without the folders named in `skipped`.
 *
 * @param {string} folder
 * @param {string} prefix
 * @param {ReadonlySet<string>} skipped
 * @returns {string[]}
 */
function listFiles(folder, prefix, skipped) {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(folder, path, skipped)
    return entry.isFile() ? [path] : []
  })
}
