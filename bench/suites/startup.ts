/** What a library adds to the start of a process, and how much of it travels in a bundle. */

import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { judge, startupBars } from '../bars.js'
import { type ModuleFormat, packageFolder } from '../harness/locations.js'
import { pairedDifference, spreadOf } from '../harness/statistics.js'
import type { Suite } from './suite.js'

/** A program that imports the library, makes its first counter and ends. */
interface Starter {
  readonly name: string
  readonly esm: string
  readonly cjs: string
}

const bare: Starter = { name: 'bare Node', esm: 'export {}', cjs: '' }
const starters: readonly Starter[] = [
  bare,
  {
    name: 'telltale',
    esm: "import { createRegistry } from '@telltale/core'; createRegistry().counter({ name: 'started_total', help: 'Started.' }).inc()",
    cjs: "const { createRegistry } = require('@telltale/core'); createRegistry().counter({ name: 'started_total', help: 'Started.' }).inc()",
  },
  {
    name: 'prom-client',
    esm: "import { Counter } from 'prom-client'; new Counter({ name: 'started_total', help: 'Started.' }).inc()",
    cjs: "const { Counter } = require('prom-client'); new Counter({ name: 'started_total', help: 'Started.' }).inc()",
  },
  {
    name: '@platformatic',
    esm: "import { Counter } from '@platformatic/prom-client'; new Counter({ name: 'started_total', help: 'Started.' }).inc()",
    cjs: "const { Counter } = require('@platformatic/prom-client'); new Counter({ name: 'started_total', help: 'Started.' }).inc()",
  },
  {
    name: 'opentelemetry',
    esm: "import { MeterProvider } from '@opentelemetry/sdk-metrics'; new MeterProvider().getMeter('m').createCounter('started_total').add(1)",
    cjs: "const { MeterProvider } = require('@opentelemetry/sdk-metrics'); new MeterProvider().getMeter('m').createCounter('started_total').add(1)",
  },
]

const bundled: Readonly<Record<string, string>> = {
  telltale: '@telltale/core',
  'prom-client': 'prom-client',
  '@platformatic': '@platformatic/prom-client',
  opentelemetry: '@opentelemetry/sdk-metrics',
}

export const startup: Suite = {
  name: 'startup',
  async run({ isQuick, core, progress }) {
    const roundCount = isQuick ? 2 : 21
    const millis = { esm: new Map<string, number[]>(), cjs: new Map<string, number[]>() }
    for (const format of ['esm', 'cjs'] as const) {
      progress(`processes, ${format}`)
      // The first round fills the file system's caches and does not count.
      for (let round = -1; round < roundCount; round++) {
        for (const starter of starters) {
          const spent = timeProcess(starter[format], format, core)
          if (round < 0) millis[format].set(starter.name, [])
          else millis[format].get(starter.name)?.push(spent)
        }
      }
    }
    progress('bundles')
    const kilobytes = new Map<string, number>()
    for (const [name, specifier] of Object.entries(bundled)) kilobytes.set(name, await bundleKilobytes(specifier))

    const overBare = (format: ModuleFormat): number => {
      return pairedDifference(millis[format].get('telltale') ?? [], millis[format].get(bare.name) ?? [])
    }
    const times = (format: ModuleFormat) => Object.fromEntries([...millis[format]].map(([name, values]) => [name, spreadOf(values)]))
    return {
      suite: 'startup',
      unit: 'ms from start to end of a process; kB',
      rows: [
        { name: 'import, first counter, end (ESM), ms', figures: times('esm') },
        { name: 'require, first counter, end (CommonJS), ms', figures: times('cjs') },
        {
          name: 'whole library, minified and gzipped, kB',
          figures: Object.fromEntries([...kilobytes].map(([name, size]) => [name, spreadOf([size])])),
        },
      ],
      judgements: [
        judge(startupBars.esm, overBare('esm')),
        judge(startupBars.cjs, overBare('cjs')),
        judge(startupBars.size, kilobytes.get('telltale') ?? Number.NaN),
      ],
      notes: ['the size is that of a bundle of everything the main door exports, with its dependencies, 1 kB = 1,000 bytes'],
    }
  },
}

function timeProcess(source: string, format: ModuleFormat, core: number | undefined): number {
  const nodeArguments = [`--input-type=${format === 'esm' ? 'module' : 'commonjs'}`, '--eval', source]
  const [command, commandArguments] =
    core === undefined ? [process.execPath, nodeArguments] : ['taskset', ['-c', String(core), process.execPath, ...nodeArguments]]
  const started = performance.now()
  const { status, stderr } = spawnSync(command, commandArguments, { cwd: packageFolder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`a process that should only start and end failed: ${stderr}`)
  return performance.now() - started
}

async function bundleKilobytes(specifier: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${specifier}'`, resolveDir: packageFolder },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    write: false,
    logLevel: 'error',
  })
  const [file] = outputFiles
  if (!file) throw new Error(`${specifier} came to nothing`)
  return gzipSync(file.contents, { level: 9 }).byteLength / 1_000
}
