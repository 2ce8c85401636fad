/** Small repositories for the tests of the tools, in temporary folders. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface PlantedRepository {
  readonly root: string
  readonly write: (file: string, text: string) => void
  readonly remove: () => void
}

const MANIFEST = { version: '1.0.0', license: 'Apache-2.0', type: 'module', sideEffects: false, engines: { node: '>=20.20' } }

/** A package.json that keeps every house rule, with `more` put in. */
export function manifest(name: string, more: object = {}): string {
  return `${JSON.stringify({ name, ...MANIFEST, ...more }, undefined, 2)}\n`
}

/** A repository of two published packages and a private one, faultless until files are planted in it. */
export function plantRepository(files: Readonly<Record<string, string>> = {}): PlantedRepository {
  const root = mkdtempSync(join(tmpdir(), 'telltale-planted-'))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const core = { exports: { '.': './dist/index.js', './model': './dist/model.js', './trace': './dist/trace.js' } }
  const statsd = { exports: { '.': './dist/index.js' }, peerDependencies: { '@telltale/core': 'workspace:^' } }
  const start = {
    'packages/core/package.json': manifest('@telltale/core', core),
    'packages/core/src/index.ts': "export { makeArena } from './arena/arena.js'\n",
    'packages/core/src/arena/arena.ts': "import { nowMillis } from '../ground/clock.js'\n\nexport const makeArena = () => nowMillis()\n",
    'packages/core/src/ground/clock.ts': 'export const nowMillis = () => Date.now()\n',
    'packages/statsd/package.json': manifest('@telltale/statsd', statsd),
    'packages/statsd/src/index.ts': "export type { Snapshot } from '@telltale/core/model'\n",
    'bench/package.json': manifest('@telltale/bench', { private: true }),
  }
  for (const [file, text] of Object.entries({ ...start, ...files })) write(file, text)
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) }
}
