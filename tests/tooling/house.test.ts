import { afterEach, describe, expect, test } from 'vitest'
import { loadProject } from '../../scripts/house/project.mjs'
import { RULES } from '../../scripts/house/rules/index.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'
import { manifest, type PlantedRepository, plantRepository } from './planted-repository.js'

let repository: PlantedRepository | undefined
afterEach(() => repository?.remove())

/** All faults of a repository with `files` planted in it, as `file:line rule`. */
function faultsOf(files: Readonly<Record<string, string>>): string[] {
  repository?.remove()
  repository = plantRepository(files)
  const project = loadProject(repository.root)
  return RULES.flatMap((rule) => rule.check(project).map(({ file, line }) => `${file}:${line} ${rule.name}`))
}

/** What stands for a machine's own folder and for a registry; put together here, since this file is checked too. */
const LOCAL_FILE = `${['', 'home', 'someone', 'notes.txt'].join('/')}`
const REGISTRY_HOST = ['registry', 'example', 'org'].join('.')

const CORE = 'packages/core/src'
const STATSD = 'packages/statsd/src'

/** Each case: the rule, what is planted, and the faults that must be found: all of them and no other. */
const PLANTED: readonly [rule: string, what: string, files: Record<string, string>, faults: string[]][] = [
  ['layers', 'an import upward', { [`${CORE}/ground/a.ts`]: "\nimport '../arena/arena.js'\n" }, [`${CORE}/ground/a.ts:2 layers`]],
  [
    'layers',
    'a type import upward',
    { [`${CORE}/ground/a.ts`]: "import type { A } from '../arena/arena.js'\n" },
    [`${CORE}/ground/a.ts:1 layers`],
  ],
  [
    'layers',
    'an import type upward',
    { [`${CORE}/ground/a.ts`]: "\n\nexport type A = import('../arena/arena.js').A\n" },
    [`${CORE}/ground/a.ts:3 layers`],
  ],
  ['layers', 'a re-export upward', { [`${CORE}/arena/b.ts`]: "export { a } from '../index.js'\n" }, [`${CORE}/arena/b.ts:1 layers`]],
  ['layers', 'another room on the same floor', { [`${CORE}/model/a.ts`]: "import '../arena/arena.js'\n" }, [`${CORE}/model/a.ts:1 layers`]],
  [
    'layers',
    'trace and instruments meeting',
    { [`${CORE}/trace/a.ts`]: "import '../instruments/b.js'\n", [`${CORE}/instruments/b.ts`]: '' },
    [`${CORE}/trace/a.ts:1 layers`],
  ],
  ['layers', 'an unknown room', { [`${CORE}/attic/a.ts`]: '' }, [`${CORE}/attic/a.ts:1 layers`]],
  [
    'rings',
    'two files',
    { [`${CORE}/arena/a.ts`]: "import './b.js'\n", [`${CORE}/arena/b.ts`]: "import './a.js'\n" },
    [`${CORE}/arena/a.ts:1 rings`],
  ],
  [
    'rings',
    'three files, with types',
    {
      [`${STATSD}/a.ts`]: "\nimport type { B } from './b.js'\n",
      [`${STATSD}/b.ts`]: "import type { C } from './c.js'\n",
      [`${STATSD}/c.ts`]: "export type { A } from './a.js'\n",
    },
    [`${STATSD}/a.ts:2 rings`],
  ],
  ['rings', 'in a private package', { 'bench/a.ts': "import './b.js'\n", 'bench/b.ts': "import './a.js'\n" }, ['bench/a.ts:1 rings']],
  ['doors', 'a door that exporters may not use', { [`${STATSD}/a.ts`]: "import '@telltale/core/trace'\n" }, [`${STATSD}/a.ts:1 doors`]],
  ['doors', 'a file behind the doors', { [`${STATSD}/a.ts`]: "import '@telltale/core/dist/index.js'\n" }, [`${STATSD}/a.ts:1 doors`]],
  ['doors', 'a path out of the package', { [`${STATSD}/a.ts`]: "import '../../core/src/index.js'\n" }, [`${STATSD}/a.ts:1 doors`]],
  ['doors', 'the package itself by name', { [`${STATSD}/a.ts`]: "import '@telltale/statsd'\n" }, [`${STATSD}/a.ts:1 doors`]],
  [
    'doors',
    'another exporter',
    {
      'packages/otlp/package.json': manifest('@telltale/otlp', {
        exports: { '.': './dist/index.js' },
        peerDependencies: { '@telltale/core': '*' },
      }),
      'packages/otlp/src/index.ts': "import '@telltale/statsd'\n",
    },
    ['packages/otlp/src/index.ts:1 doors'],
  ],
  ['file-size', 'a file of 401 lines', { [`${CORE}/arena/long.ts`]: '// a line\n'.repeat(401) }, [`${CORE}/arena/long.ts:401 file-size`]],
  ['file-names', 'camel case', { [`${CORE}/arena/laneTable.ts`]: '' }, [`${CORE}/arena/laneTable.ts:1 file-names`]],
  ['file-names', 'a name that says nothing', { [`${CORE}/arena/utils.ts`]: '' }, [`${CORE}/arena/utils.ts:1 file-names`]],
  ['file-names', 'a folder that says nothing', { [`${STATSD}/helpers/a.ts`]: '' }, [`${STATSD}/helpers/a.ts:1 file-names`]],
  ['clocks', 'Date.now', { [`${CORE}/arena/a.ts`]: '\nexport const a = Date.now()\n' }, [`${CORE}/arena/a.ts:2 clocks`]],
  ['clocks', 'Date.now handed on', { [`${CORE}/arena/a.ts`]: 'export const a = Date.now\n' }, [`${CORE}/arena/a.ts:1 clocks`]],
  ['clocks', 'new Date()', { [`${CORE}/arena/a.ts`]: 'export const a = new Date()\n' }, [`${CORE}/arena/a.ts:1 clocks`]],
  ['clocks', 'performance.now', { [`${STATSD}/a.ts`]: 'export const a = performance.now()\n' }, [`${STATSD}/a.ts:1 clocks`]],
  [
    'clocks',
    'globalThis.performance.now',
    { [`${STATSD}/a.ts`]: 'export const a = globalThis.performance.now()\n' },
    [`${STATSD}/a.ts:1 clocks`],
  ],
  ['clocks', 'process.hrtime.bigint', { [`${STATSD}/a.ts`]: 'export const a = process.hrtime.bigint()\n' }, [`${STATSD}/a.ts:1 clocks`]],
  ['clocks', 'setTimeout', { [`${STATSD}/a.ts`]: 'setTimeout(() => 0, 1)\n' }, [`${STATSD}/a.ts:1 clocks`]],
  [
    'clocks',
    'setInterval handed on',
    { [`${STATSD}/a.ts`]: 'export const timers = { every: setInterval }\n' },
    [`${STATSD}/a.ts:1 clocks`],
  ],
  ['clocks', 'globalThis.setImmediate', { [`${STATSD}/a.ts`]: 'globalThis.setImmediate(() => 0)\n' }, [`${STATSD}/a.ts:1 clocks`]],
  [
    'clocks',
    'a module of timers',
    { [`${STATSD}/a.ts`]: "import { setTimeout as delay } from 'node:timers/promises'\nexport { delay }\n" },
    [`${STATSD}/a.ts:1 clocks`],
  ],
  ['no-any', 'a parameter', { [`${CORE}/arena/a.ts`]: '\nexport const a = (b: any) => b\n' }, [`${CORE}/arena/a.ts:2 no-any`]],
  [
    'no-any',
    'a cast in a test',
    { 'packages/core/test/a.test.ts': 'export const a = 1 as any\n' },
    ['packages/core/test/a.test.ts:1 no-any'],
  ],
  ['export-forms', 'export *', { [`${CORE}/arena/a.ts`]: "export * from './arena.js'\n" }, [`${CORE}/arena/a.ts:1 export-forms`]],
  [
    'export-forms',
    'export * as',
    { [`${CORE}/arena/a.ts`]: "export * as arena from './arena.js'\n" },
    [`${CORE}/arena/a.ts:1 export-forms`],
  ],
  [
    'export-forms',
    'a default function',
    { [`${CORE}/arena/a.ts`]: '\nexport default function a() {}\n' },
    [`${CORE}/arena/a.ts:2 export-forms`],
  ],
  ['export-forms', 'a default value', { [`${CORE}/arena/a.ts`]: 'export default 1\n' }, [`${CORE}/arena/a.ts:1 export-forms`]],
  [
    'export-forms',
    'a default in a list',
    { [`${CORE}/arena/a.ts`]: 'const a = 1\nexport { a as default }\n' },
    [`${CORE}/arena/a.ts:2 export-forms`],
  ],
  ['plain-language', 'an enum', { [`${CORE}/arena/a.ts`]: 'export enum A {\n  B,\n}\n' }, [`${CORE}/arena/a.ts:1 plain-language`]],
  [
    'plain-language',
    'a parameter property',
    { [`${CORE}/arena/a.ts`]: 'class A {\n  constructor(readonly b: number) {}\n}\nexport const a = () => new A(1)\n' },
    [`${CORE}/arena/a.ts:2 plain-language`],
  ],
  [
    'plain-language',
    'a class that a door re-exports under another name',
    { [`${CORE}/index.ts`]: "export { A as B } from './arena/a.js'\n", [`${CORE}/arena/a.ts`]: '\nexport class A {}\n' },
    [`${CORE}/arena/a.ts:2 plain-language`],
  ],
  [
    'plain-language',
    'a class that a door imports and exports',
    { [`${CORE}/index.ts`]: "import { A } from './arena/a.js'\nexport { A }\n", [`${CORE}/arena/a.ts`]: 'class A {}\nexport { A }\n' },
    [`${CORE}/arena/a.ts:1 plain-language`],
  ],
  [
    'plain-language',
    'a class in a door',
    { [`${CORE}/model/index.ts`]: 'export class A {}\n' },
    [`${CORE}/model/index.ts:1 plain-language`],
  ],
  [
    'whole-tests',
    'it.skip',
    { 'packages/core/test/a.test.ts': "\nit.skip('a', () => {})\n" },
    ['packages/core/test/a.test.ts:2 whole-tests'],
  ],
  [
    'whole-tests',
    'describe.concurrent.only',
    { 'tests/x/a.test.ts': "describe.concurrent.only('a', () => {})\n" },
    ['tests/x/a.test.ts:1 whole-tests'],
  ],
  [
    'whole-tests',
    'test.skipIf',
    { 'packages/core/test/a.test.ts': "test.skipIf(true)('a', () => {})\n" },
    ['packages/core/test/a.test.ts:1 whole-tests'],
  ],
  ['whole-tests', 'test.todo', { 'packages/core/test/a.test.ts': "test.todo('a')\n" }, ['packages/core/test/a.test.ts:1 whole-tests']],
  [
    'whole-tests',
    'an option',
    { 'packages/core/test/a.test.ts': "test('a', { skip: true }, () => {})\n" },
    ['packages/core/test/a.test.ts:1 whole-tests'],
  ],
  ['whole-tests', 'xit', { 'packages/core/test/a.test.ts': "xit('a', () => {})\n" }, ['packages/core/test/a.test.ts:1 whole-tests']],
  ['local-traces', "a machine's folder", { 'docs/a.md': `\nSee ${LOCAL_FILE}.\n` }, ['docs/a.md:2 local-traces']],
  ['local-traces', 'a registry', { '.npmrc': `# ours\nregistry=https://${REGISTRY_HOST}/\n` }, ['.npmrc:2 local-traces']],
  [
    'local-traces',
    'an address in the lockfile',
    { 'pnpm-lock.yaml': 'a:\n  resolution: {tarball: https://example.org/a.tgz}\n' },
    ['pnpm-lock.yaml:2 local-traces'],
  ],
  [
    'manifests',
    'a dependency of core',
    { 'packages/core/package.json': manifest('@telltale/core', { exports: { './model': '' }, dependencies: { pbf: '1.0.0' } }) },
    ['packages/core/package.json:14 manifests'],
  ],
  [
    'manifests',
    'core not a peer',
    { 'packages/statsd/package.json': manifest('@telltale/statsd', { exports: {}, dependencies: { '@telltale/core': '*' } }) },
    ['packages/statsd/package.json:12 manifests'],
  ],
  [
    'manifests',
    'another Node',
    { 'bench/package.json': manifest('@telltale/bench', { private: true, engines: { node: '>=18' } }) },
    ['bench/package.json:7 manifests'],
  ],
  [
    'manifests',
    'side effects',
    { 'bench/package.json': manifest('@telltale/bench', { private: true, sideEffects: true }) },
    ['bench/package.json:6 manifests'],
  ],
  [
    'manifests',
    'CommonJS',
    { 'bench/package.json': manifest('@telltale/bench', { private: true, type: 'commonjs' }) },
    ['bench/package.json:5 manifests'],
  ],
  [
    'manifests',
    'another license',
    { 'bench/package.json': manifest('@telltale/bench', { private: true, license: 'MIT' }) },
    ['bench/package.json:4 manifests'],
  ],
  [
    'manifests',
    'another name',
    { 'bench/package.json': manifest('@telltale/benches', { private: true }) },
    ['bench/package.json:2 manifests'],
  ],
  [
    'manifests',
    'a script that runs on install',
    { 'bench/package.json': manifest('@telltale/bench', { private: true, scripts: { postinstall: 'true' } }) },
    ['bench/package.json:12 manifests'],
  ],
]

describe('the house rules', () => {
  test('find nothing in a faultless repository', () => {
    expect(faultsOf({})).toEqual([])
  })

  test.each(PLANTED)('%s: %s', (_rule, _what, files, faults) => {
    expect(faultsOf(files)).toEqual(faults)
  })

  test('are each shown to find something', () => {
    expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(RULES.map((rule) => rule.name)))
  })

  test('leave alone what only looks like a fault', () => {
    const innocent = {
      [`${CORE}/arena/a.ts`]: [
        "import { nowMillis } from '../ground/clock.js'",
        'interface Timers {',
        '  setTimeout(run: () => void, delayMillis: number): void',
        '}',
        '/** Not Date.now() and not any. */',
        'export const a = (timers: Timers, socket: Timers, now = nowMillis) => {',
        '  timers.setTimeout(() => new Date(now()), 1)',
        "  socket.setTimeout(() => 'Date.now()', 1)",
        '}',
        '/** Shared by the files of the package, but let out by no door. */',
        'export class Hidden {}',
        'export const hidden = () => new Hidden()',
        '',
      ].join('\n'),
      [`${CORE}/ground/timers.ts`]: 'export const later = (run: () => void) => setTimeout(run, 1)\n',
      [`${CORE}/ground/errors.ts`]: 'export class ArenaError extends Error {}\n',
      [`${CORE}/index.ts`]:
        "export { hidden } from './arena/a.js'\nexport { ArenaError } from './ground/errors.js'\nexport type { Hidden } from './arena/a.js'\n",
      [`${CORE}/arena/just-right.ts`]: '// a line\n'.repeat(400),
      'packages/core/test/a.test.ts':
        "import { test } from 'vitest'\ntest('a', () => void setTimeout(() => list.skip(1), Date.now()))\nconst list = { skip: (n: number) => n }\n",
      'packages/core/tsup.config.ts': 'export default {}\n',
      'docs/a.md': 'GET /work and https://example.org/home/page and a/tmp/b\n',
    }
    expect(faultsOf(innocent)).toEqual([])
  })
})

test('the checker prints file, line, rule and what to do, and fails', async () => {
  repository = plantRepository({ [`${CORE}/arena/a.ts`]: '\nexport const a = Date.now()\n' })
  const checker = `${ROOT}/scripts/check-house.mjs`
  const faulty = await run(process.execPath, [checker, repository.root])
  expect(faulty.output).toContain(`${CORE}/arena/a.ts:2  clocks  Date.now belongs in clock.ts or timers.ts; take a clock`)
  expect(faulty.code).toBe(1)

  repository.write(`${CORE}/arena/a.ts`, '')
  const faultless = await run(process.execPath, [checker, repository.root])
  expect(faultless.code).toBe(0)
})
