/** What a whole exposition costs: each library alone in its process, the processes taking turns, every series changed between two renderings. */

import { judge, textBars } from '../bars.js'
import type { TextSummary } from '../harness/exposition-text.js'
import { type Program, startProgram } from '../harness/processes.js'
import type { Row } from '../harness/report.js'
import { median, pairedRatio, spreadOf } from '../harness/statistics.js'
import type { ExpositionPeer, Filling } from '../peers/exposition-peer.js'
import { bounds, quantiles } from '../peers/workload.js'
import type { Rendering } from '../programs/exposition.js'
import type { Suite, SuiteOptions } from './suite.js'

type Form = 'text' | 'bytes'

interface Case {
  readonly name: string
  readonly filling: Filling
  readonly form: Form
  readonly libraries: readonly ExpositionPeer['name'][]
  /** Renderings before the first that counts. */
  readonly warmUpCount: number
  readonly roundCount: number
}

const everybody: readonly ExpositionPeer['name'][] = ['floor', 'telltale', 'prom-client', '@platformatic', 'opentelemetry']

const counters = (seriesCount: number): Filling => ({ kind: 'counter', seriesCount, place: 'first' })
const histograms: Filling = { kind: 'histogram', seriesCount: 10_000, place: 'first' }
const summaries: Filling = { kind: 'summary', seriesCount: 1_000, place: 'first' }

const names = {
  hundred: '100 counters, 3 labels',
  thousand: '1,000 counters',
  tenThousand: '10,000 counters',
  hundredThousand: '100,000 counters',
  histograms: '10,000 histograms, 11 buckets',
  summaries: '1,000 summaries, 5 age windows',
  thousandBytes: '1,000 counters, as bytes',
  tenThousandBytes: '10,000 counters, as bytes',
  hundredThousandBytes: '100,000 counters, as bytes',
  millionBytes: '1,000,000 counters, as bytes',
} as const

const ours: readonly ExpositionPeer['name'][] = ['floor', 'telltale']
const withSummaries: readonly ExpositionPeer['name'][] = ['telltale', 'prom-client', '@platformatic']

/** A small registry is scraped often before its code is compiled as well as it will be; a large one soon is. */
const cases: readonly Case[] = [
  { name: names.hundred, filling: counters(100), form: 'text', libraries: everybody, warmUpCount: 300, roundCount: 101 },
  { name: names.thousand, filling: counters(1_000), form: 'text', libraries: everybody, warmUpCount: 150, roundCount: 61 },
  { name: names.tenThousand, filling: counters(10_000), form: 'text', libraries: everybody, warmUpCount: 20, roundCount: 31 },
  { name: names.hundredThousand, filling: counters(100_000), form: 'text', libraries: everybody, warmUpCount: 5, roundCount: 15 },
  { name: names.histograms, filling: histograms, form: 'text', libraries: everybody, warmUpCount: 5, roundCount: 15 },
  { name: names.summaries, filling: summaries, form: 'text', libraries: withSummaries, warmUpCount: 2, roundCount: 7 },
  { name: names.thousandBytes, filling: counters(1_000), form: 'bytes', libraries: ours, warmUpCount: 150, roundCount: 61 },
  { name: names.tenThousandBytes, filling: counters(10_000), form: 'bytes', libraries: ours, warmUpCount: 20, roundCount: 31 },
  { name: names.hundredThousandBytes, filling: counters(100_000), form: 'bytes', libraries: everybody, warmUpCount: 5, roundCount: 15 },
  { name: names.millionBytes, filling: counters(1_000_000), form: 'bytes', libraries: ours, warmUpCount: 3, roundCount: 7 },
]

/** A twentieth of everything: shows that each library renders each case whole. */
const quickCases: readonly Case[] = cases.map((one) => {
  const seriesCount = Math.max(50, Math.round(one.filling.seriesCount / 20))
  return { ...one, filling: { ...one.filling, seriesCount }, warmUpCount: 2, roundCount: 2 }
})

type Millis = ReadonlyMap<ExpositionPeer['name'], readonly number[]>

export const text: Suite = {
  name: 'text',
  async run(options) {
    const millisByCase = new Map<string, Millis>()
    const sizes: string[] = []
    for (const one of options.isQuick ? quickCases : cases) {
      options.progress(one.name)
      const { millis, byteCount } = await measure(one, options)
      millisByCase.set(one.name, millis)
      sizes.push(`${one.name} ${(byteCount / 1e6).toFixed(1)} MB`)
    }
    const over = (name: string, rival: ExpositionPeer['name']): number => {
      return pairedRatio(millisByCase.get(name)?.get(rival) ?? [], millisByCase.get(name)?.get('telltale') ?? [])
    }
    return {
      suite: 'text',
      unit: 'ms a rendering',
      rows: [...millisByCase].map(([name, millis]): Row => {
        return { name, figures: Object.fromEntries([...millis].map(([library, values]) => [library, spreadOf(values)])) }
      }),
      judgements: [
        judge(textBars.overPromClient, over(names.hundredThousand, 'prom-client')),
        judge(textBars.overOpenTelemetry, over(names.hundredThousand, 'opentelemetry')),
        judge(textBars.bytesOverPromClient, over(names.hundredThousandBytes, 'prom-client')),
        judge(textBars.histogramsOverPromClient, over(names.histograms, 'prom-client')),
        judge(textBars.flat, flatness(millisByCase)),
      ],
      notes: [
        `sizes: ${sizes.join(', ')}`,
        'a rendering is everything from the memory of the series to one whole string (or to the bytes for a socket); every text was read and summed',
      ],
    }
  },
}

async function measure(one: Case, { core }: SuiteOptions): Promise<{ millis: Millis; byteCount: number }> {
  const programs = new Map<ExpositionPeer['name'], Program>()
  try {
    for (const library of one.libraries) {
      const program = startProgram('exposition', { core, nodeOptions: ['--expose-gc', '--max-old-space-size=4096'] })
      programs.set(library, program)
      await program.call('load', library)
      await program.call('fill', one.filling)
    }
    const millis = new Map<ExpositionPeer['name'], number[]>(one.libraries.map((library) => [library, []]))
    let byteCount = 0
    for (let round = -one.warmUpCount; round < one.roundCount; round++) {
      for (const [library, program] of programs) {
        const rendering = await program.call<Rendering>('render', one.form)
        if (library === 'telltale') byteCount = rendering.byteCount
        if (round >= 0) millis.get(library)?.push(rendering.millis)
      }
    }
    for (const [library, program] of programs) {
      assertWhole(library, one, 1 + one.warmUpCount + one.roundCount, await program.call<TextSummary>('summarize'))
    }
    return { millis, byteCount }
  } finally {
    for (const program of programs.values()) await program.close()
  }
}

/** Every series is there, and all that was recorded is in it. @throws Error otherwise. */
function assertWhole(library: string, { name, filling }: Case, changeCount: number, found: TextSummary): void {
  const samplesPerSeries = { counter: 1, histogram: bounds.length + 3, summary: quantiles.length + 2 }[filling.kind]
  const recordings = filling.kind === 'summary' ? 999 + changeCount : changeCount
  const expected = { samples: filling.seriesCount * samplesPerSeries, recorded: filling.seriesCount * recordings }
  if (found.sampleCount !== expected.samples || found.recordedCount !== expected.recorded) {
    throw new Error(
      `${library} rendered ${found.sampleCount} samples of ${found.recordedCount} recordings in '${name}'; ` +
        `expected ${expected.samples} of ${expected.recorded}`,
    )
  }
}

/** The dearest size's cost per series over the cheapest's. */
function flatness(millisByCase: ReadonlyMap<string, Millis>): number {
  const sizes = [
    { name: names.thousandBytes, seriesCount: 1_000 },
    { name: names.tenThousandBytes, seriesCount: 10_000 },
    { name: names.hundredThousandBytes, seriesCount: 100_000 },
    { name: names.millionBytes, seriesCount: 1_000_000 },
  ]
  const costs = sizes.map(({ name, seriesCount }) => median(millisByCase.get(name)?.get('telltale') ?? []) / seriesCount)
  return Math.max(...costs) / Math.min(...costs)
}
