/** What a series weighs after a scrape: each library alone in a fresh process, after all garbage has been collected. */

import { judge, memoryBars } from '../bars.js'
import { callProgram } from '../harness/processes.js'
import { median, spreadOf } from '../harness/statistics.js'
import type { ExpositionPeer, Filling } from '../peers/exposition-peer.js'
import type { Weight } from '../programs/exposition.js'
import type { ServedWeight } from '../programs/served-memory.js'
import type { Suite, SuiteOptions } from './suite.js'

const everybody: readonly ExpositionPeer['name'][] = ['floor', 'telltale', 'prom-client', '@platformatic', 'opentelemetry']
const withSummaries: readonly ExpositionPeer['name'][] = ['telltale', 'prom-client', '@platformatic']

interface Case {
  readonly name: string
  readonly filling: Filling
  readonly libraries: readonly ExpositionPeer['name'][]
}

const cases = {
  counterFirst: {
    name: '100,000 counters, telling label first',
    filling: { kind: 'counter', seriesCount: 100_000, place: 'first' },
    libraries: everybody,
  },
  counterLast: {
    name: '100,000 counters, telling label last',
    filling: { kind: 'counter', seriesCount: 100_000, place: 'last' },
    libraries: everybody,
  },
  histogram: {
    name: '100,000 histograms, 11 buckets',
    filling: { kind: 'histogram', seriesCount: 100_000, place: 'first' },
    libraries: everybody,
  },
  summary: {
    name: '1,000 summaries, 5 age windows',
    filling: { kind: 'summary', seriesCount: 1_000, place: 'first' },
    libraries: withSummaries,
  },
} as const satisfies Record<string, Case>

const servedCases = {
  counter: { name: 'the first with a serving thread', filling: cases.counterFirst.filling },
  histogram: { name: 'the histograms with a serving thread', filling: cases.histogram.filling },
} as const

/** Bytes a series by library: what the heap and shared memory hold, and what the process takes of the machine. */
interface Weights {
  readonly held: ReadonlyMap<string, readonly number[]>
  readonly resident: ReadonlyMap<string, readonly number[]>
}

export const memory: Suite = {
  name: 'memory',
  async run(options) {
    const weights = new Map<keyof typeof cases, Weights>()
    for (const [key, one] of Object.entries(cases) as [keyof typeof cases, Case][]) {
      options.progress(one.name)
      weights.set(key, await weighAll(one, options))
    }
    const served = new Map<keyof typeof servedCases, readonly number[]>()
    for (const [key, one] of Object.entries(servedCases) as [keyof typeof servedCases, (typeof servedCases)['counter']][]) {
      options.progress(one.name)
      served.set(key, await weighServed(one.filling, options))
    }
    const heldBy = (key: keyof typeof cases, library: string): number => median(weights.get(key)?.held.get(library) ?? [])
    const over = (key: keyof typeof cases): number => heldBy(key, 'telltale') / heldBy(key, 'prom-client')
    const servedOver = (key: keyof typeof servedCases, rival: keyof typeof cases): number => {
      return median(served.get(key) ?? []) / heldBy(rival, 'prom-client')
    }
    return {
      suite: 'memory',
      unit: 'bytes a series, heap and shared memory',
      rows: [
        ...[...weights].flatMap(([key, { held, resident }]) => [
          { name: cases[key].name, figures: spreads(held) },
          { name: '  the same, resident memory', figures: spreads(resident) },
        ]),
        ...[...served].map(([key, values]) => ({ name: servedCases[key].name, figures: { telltale: spreadOf(values) } })),
      ],
      judgements: [
        judge(memoryBars.counterFirst, over('counterFirst')),
        judge(memoryBars.counterLast, over('counterLast')),
        judge(memoryBars.counterServed, servedOver('counter', 'counterFirst')),
        judge(memoryBars.histogram, over('histogram')),
        judge(memoryBars.histogramServed, servedOver('histogram', 'histogram')),
        judge(memoryBars.summary, over('summary')),
      ],
      notes: [
        'held = heap, what it holds outside, and shared memory; resident = what the process grew by, free space of its heap included',
        'with a serving thread = both threads and shared memory, after two scrapes over HTTP',
      ],
    }
  },
}

const spreads = (values: ReadonlyMap<string, readonly number[]>) =>
  Object.fromEntries([...values].map(([library, samples]) => [library, spreadOf(samples)]))

const sized = (filling: Filling, isQuick: boolean): Filling => ({
  ...filling,
  seriesCount: isQuick ? filling.seriesCount / 20 : filling.seriesCount,
})

async function weighAll({ filling, libraries }: Case, { isQuick, core }: SuiteOptions): Promise<Weights> {
  const held = new Map<string, number[]>(libraries.map((library) => [library, []]))
  const resident = new Map<string, number[]>(libraries.map((library) => [library, []]))
  const input = sized(filling, isQuick)
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    for (const library of libraries) {
      const { before, after } = await callProgram<{ before: Weight; after: Weight }>(
        'exposition',
        'weigh',
        { library, filling: input },
        programOptions(core),
      )
      held.get(library)?.push((after.heapBytes + after.sharedBytes - before.heapBytes - before.sharedBytes) / input.seriesCount)
      resident.get(library)?.push((after.residentBytes - before.residentBytes) / input.seriesCount)
    }
  }
  return { held, resident }
}

async function weighServed(filling: Filling, { isQuick, core }: SuiteOptions): Promise<readonly number[]> {
  const bytes: number[] = []
  const input = sized(filling, isQuick)
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    const { before, after } = await callProgram<ServedWeight>('served-memory', 'weigh', input, programOptions(core))
    bytes.push((after - before) / input.seriesCount)
  }
  return bytes
}

const programOptions = (core: number | undefined) => ({ core, nodeOptions: ['--expose-gc', '--max-old-space-size=4096'] })
