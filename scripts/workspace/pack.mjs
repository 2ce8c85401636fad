/** Packs the publishable packages as they would be published. */

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages } from './packages.mjs'
import { pnpm } from './pnpm.mjs'

/**
 * @typedef {object} Tarball
 * @property {string} name the package's
 * @property {string} path absolute
 */

/**
 * Packs every package that is not private into `folder`. The packages must have been built.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<Tarball[]>} in the order they need one another
 * @throws {Error} with pnpm's output when one cannot be packed
 */
export async function packAll(root, folder) {
  const published = listPackages(root).filter((one) => one.manifest.private !== true)
  return Promise.all(
    published.map(async ({ name, path }) => {
      const into = join(folder, name.replace(/[^a-z0-9-]+/g, '_'))
      mkdirSync(into, { recursive: true })
      const { code, output } = await pnpm(['pack', '--pack-destination', into], { cwd: path })
      const file = readdirSync(into).find((entry) => entry.endsWith('.tgz'))
      if (code !== 0 || file === undefined) throw new Error(`${name} could not be packed:\n${output}`)
      return { name, path: join(into, file) }
    }),
  )
}
