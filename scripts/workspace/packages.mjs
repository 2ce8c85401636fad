/** The packages of this workspace, read from disk. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} [version]
 * @property {boolean} [private]
 * @property {string} [type]
 * @property {string} [license]
 * @property {boolean | string[]} [sideEffects]
 * @property {Record<string, string>} [engines]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/**
 * @typedef {object} WorkspacePackage
 * @property {string} name its name, as published
 * @property {string} folder its folder relative to the root, with forward slashes
 * @property {string} path its absolute folder
 * @property {Manifest} manifest its package.json
 * @property {string[]} needs names of the workspace packages it depends on, in any way
 */

/** Folders whose every subfolder with a package.json is a package, as in pnpm-workspace.yaml. */
const GROUPS = ['packages', 'examples']
/** Folders that are a package themselves. */
const SINGLES = ['bench']

/**
 * Every package below `root`, each after the packages it needs.
 *
 * @param {string} root
 * @returns {WorkspacePackage[]}
 * @throws {Error} when packages need one another in a ring
 */
export function listPackages(root) {
  const folders = [...GROUPS.flatMap((group) => subfolders(root, group)), ...SINGLES].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  )
  const manifests = folders.map((folder) => readManifest(join(root, folder)))
  const names = new Set(manifests.map((manifest) => manifest.name))

  const packages = folders.map((folder, index) => {
    const manifest = /** @type {Manifest} */ (manifests[index])
    const named = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
    return { name: manifest.name, folder, path: join(root, folder), manifest, needs: Object.keys(named).filter((name) => names.has(name)) }
  })
  return inOrder(packages)
}

/**
 * `chosen` and all that they need, directly or not, in the order of `packages`.
 *
 * @param {WorkspacePackage[]} packages as `listPackages` gives them
 * @param {WorkspacePackage[]} chosen
 * @returns {WorkspacePackage[]}
 */
export function withNeeds(packages, chosen) {
  const wanted = new Set(chosen.map((one) => one.name))
  for (const one of [...packages].reverse()) {
    if (wanted.has(one.name)) for (const name of one.needs) wanted.add(name)
  }
  return packages.filter((one) => wanted.has(one.name))
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/**
 * @param {string} root
 * @param {string} group
 */
function subfolders(root, group) {
  if (!existsSync(join(root, group))) return []
  const entries = readdirSync(join(root, group), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${group}/${entry.name}`)
    .sort()
}

/**
 * @param {WorkspacePackage[]} packages
 * @returns {WorkspacePackage[]}
 */
function inOrder(packages) {
  /** @type {WorkspacePackage[]} */
  const ordered = []
  const placed = new Set()
  let waiting = packages
  while (waiting.length > 0) {
    const ready = waiting.filter((one) => one.needs.every((name) => placed.has(name)))
    if (ready.length === 0) throw new Error(`These packages need one another in a ring: ${waiting.map((one) => one.name).join(', ')}.`)
    for (const one of ready) placed.add(one.name)
    ordered.push(...ready)
    waiting = waiting.filter((one) => !placed.has(one.name))
  }
  return ordered
}
