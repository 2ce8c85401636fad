/**
 * Builds the packages of the workspace whose inputs have changed since their last build.
 *
 *     node scripts/build.mjs [--force] [package or folder …]
 *
 * Named packages are built with all they need; without a name, every package is. A package counts as unchanged when the content of
 * its inputs and of its `dist` are those of its last build.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintInputs, fingerprintOutputs } from './workspace/fingerprint.mjs'
import { listPackages, withNeeds } from './workspace/packages.mjs'
import { pnpm } from './workspace/pnpm.mjs'
import { ROOT } from './workspace/root.mjs'

const force = process.argv.includes('--force')
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const root = process.env['TELLTALE_BUILD_ROOT'] ?? ROOT
const packages = listPackages(root)
const unknown = named.filter((name) => !packages.some((one) => one.name === name || one.folder === name))
if (unknown.length > 0) {
  console.error(`build: no such package: ${unknown.join(', ')}. There are ${packages.map((one) => one.name).join(', ')}.`)
  process.exit(2)
}
const chosen = named.length === 0 ? packages : packages.filter((one) => named.includes(one.name) || named.includes(one.folder))

/** Fingerprints of the inputs, by package name; a package waits for those of the packages it needs. */
/** @type {Map<string, Promise<string | undefined>>} */
const built = new Map()
for (const one of withNeeds(packages, chosen)) built.set(one.name, build(one))
const outcomes = await Promise.all(built.values())
process.exitCode = outcomes.includes(undefined) ? 1 : 0

/**
 * Builds one package after those it needs; answers the fingerprint of its inputs, or `undefined` when it or one it needs failed.
 *
 * @param {import('./workspace/packages.mjs').WorkspacePackage} one
 * @returns {Promise<string | undefined>}
 */
async function build(one) {
  const needed = await Promise.all(one.needs.map((name) => built.get(name)))
  if (needed.includes(undefined)) {
    console.error(`build: ${one.name} not built: a package it needs failed`)
    return undefined
  }
  const inputs = fingerprintInputs(root, one, /** @type {string[]} */ (needed))
  if (one.manifest.scripts?.['build'] === undefined) return inputs

  const stampFile = join(root, '.cache', 'build', `${one.name.replace(/[^a-z0-9-]+/g, '_')}.json`)
  if (!force && isUpToDate(stampFile, inputs, one.path)) {
    console.log(`build: ${one.name} unchanged`)
    return inputs
  }
  rmSync(stampFile, { force: true })
  const { code, output, seconds } = await pnpm(['run', 'build'], { cwd: one.path })
  if (code !== 0) {
    console.error(`${output}\nbuild: ${one.name} FAILED with exit code ${code}`)
    return undefined
  }
  mkdirSync(join(root, '.cache', 'build'), { recursive: true })
  writeFileSync(stampFile, `${JSON.stringify({ inputs, outputs: fingerprintOutputs(one.path) })}\n`)
  console.log(`build: ${one.name} built in ${seconds.toFixed(1)} s`)
  return inputs
}

/**
 * @param {string} stampFile
 * @param {string} inputs
 * @param {string} packagePath
 */
function isUpToDate(stampFile, inputs, packagePath) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'))
    const outputs = fingerprintOutputs(packagePath)
    return stamp.inputs === inputs && outputs !== undefined && stamp.outputs === outputs
  } catch {
    return false
  }
}
