/** Every package.json says what the house has agreed. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const CORE = '@telltale/core'
const NODE_RANGE = '>=20.20'
const LICENSE = 'Apache-2.0'
/** What makes an install differ from machine to machine, or run code. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare']

/** @type {import('../project.mjs').Rule} */
export const manifests = {
  name: 'manifests',
  check: ({ root, packages }) =>
    packages.flatMap((one) => {
      const file = `${one.folder}/package.json`
      const lines = readFileSync(join(root, file), 'utf8').split('\n')
      const lineOfKey = (/** @type {string} */ key) => Math.max(1, lines.findIndex((line) => line.includes(`"${key}"`)) + 1)
      return faultsOf(one).map(([key, message]) => ({ file, line: lineOfKey(key), message }))
    }),
}

/**
 * @param {import('../../workspace/packages.mjs').WorkspacePackage} one
 * @returns {[key: string, message: string][]}
 */
function faultsOf({ name, folder, manifest }) {
  /** @type {[string, string][]} */
  const faults = []
  const group = folder.split('/')[0]
  const last = folder.split('/').at(-1)
  const expectedName = group === 'examples' ? `@telltale/example-${last}` : `@telltale/${last}`
  if (name !== expectedName) faults.push(['name', `the package in ${folder} should be named ${expectedName}`])
  if (manifest.type !== 'module') faults.push(['type', '"type" should be "module"'])
  if (manifest.license !== LICENSE) faults.push(['license', `"license" should be "${LICENSE}"`])
  if (manifest.sideEffects !== false) faults.push(['sideEffects', '"sideEffects" should be false'])
  if (manifest.engines?.['node'] !== NODE_RANGE) faults.push(['engines', `"engines.node" should be "${NODE_RANGE}"`])
  for (const script of INSTALL_SCRIPTS) {
    if (manifest.scripts?.[script] !== undefined) faults.push([script, `no "${script}" script: installing runs nothing of ours`])
  }
  if (manifest.private === true) return faults

  if (manifest.exports === undefined) faults.push(['exports', '"exports" should list the doors'])
  const runtime = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  const peers = Object.keys(manifest.peerDependencies ?? {})
  if (name === CORE) {
    for (const needed of [...runtime, ...peers]) faults.push([needed, `core has no dependency at run time; remove ${needed}`])
  } else if (runtime.includes(CORE) || !peers.includes(CORE)) {
    faults.push([CORE, `${CORE} should be a peer dependency: two copies would be two worlds`])
  }
  return faults
}
