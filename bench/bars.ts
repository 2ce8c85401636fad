/**
 * The bars: what each figure must come to, as a ratio or a difference measured in one run.
 *
 * `row` names the row of the project's table of bars that a bar stands for; a row with several conditions has several bars. Where less is asked of
 * the foundation than in the end, `interim` says what.
 */

export interface Bar {
  /** What is compared with what, in words. */
  readonly figure: string
  readonly row: string
  readonly direction: 'atLeast' | 'atMost'
  readonly bound: number
  /** Enough until the bound itself is owed. */
  readonly interim?: number
  /** Unit of the bound: `'×'` for ratios. */
  readonly suffix: string
}

/** A bar and what was measured. */
export interface Judgement {
  readonly bar: Bar
  readonly measured: number
  readonly verdict: 'met' | 'met for now' | 'MISSED'
}

const faster = (figure: string, row: string, bound: number, interim?: number): Bar => ({
  figure,
  row,
  direction: 'atLeast',
  bound,
  suffix: '×',
  ...(interim === undefined ? {} : { interim }),
})
const atMost = (figure: string, row: string, bound: number, suffix: string): Bar => ({ figure, row, direction: 'atMost', bound, suffix })

const recordingRows = {
  bound: 'bound counter `inc`, 1,000 series at random',
  twoLabels: 'counter, 2 labels as an object, 16 series in turn',
  same: 'counter, 2 labels, same labels repeated',
  random: 'counter, 1,000 series at random as objects',
  boundHistogram: 'bound histogram observe (random values)',
  histogram: 'histogram, 2 labels as an object',
  summary: 'summary observe, 5 age windows',
  native: 'native histogram observe',
  gauge: 'gauge set, bound',
}

export const recordingBars = {
  boundOverHandles: atMost('bound inc, 1,000 series / unchecked handles', recordingRows.bound, 2, '×'),
  twoLabelsOverPromClient: faster('inc, 2 labels, against prom-client', recordingRows.twoLabels, 4),
  twoLabelsOverPlatformatic: faster('inc, 2 labels, against @platformatic', recordingRows.twoLabels, 1.5),
  twoLabelsOverOpenTelemetry: faster('inc, 2 labels, against OpenTelemetry', recordingRows.twoLabels, 20),
  sameOverPromClient: faster('inc, same 2 labels, against prom-client', recordingRows.same, 10),
  randomOverPromClient: faster('inc, 1,000 label sets, against prom-client', recordingRows.random, 3),
  boundHistogramOverPromClient: faster('bound observe, against prom-client', recordingRows.boundHistogram, 20, 15),
  boundHistogramOverFloor: atMost('bound observe / floor loop', recordingRows.boundHistogram, 1.5, '×'),
  histogramOverPromClient: faster('observe, 2 labels, against prom-client', recordingRows.histogram, 8),
  summaryOverPromClient: faster('summary observe, 5 windows, against prom-client', recordingRows.summary, 100),
  summaryOverSketches: atMost('summary observe, 5 windows / sketches-js', recordingRows.summary, 2, '×'),
  nativeOverOpenTelemetry: faster("native histogram observe, against OpenTelemetry's exponential one", recordingRows.native, 8),
  gaugeOverPromClient: faster('bound gauge set, against prom-client child', recordingRows.gauge, 10),
} as const

const allocationRow = 'bytes allocated per bound call'
export const allocationBars = {
  bound: atMost('bytes allocated by a bound call', allocationRow, 0.5, ' B'),
  labelled: atMost('bytes allocated by a labelled call beyond its literal', allocationRow, 0.5, ' B'),
} as const

const textRow = 'text of 100,000 counters, each library alone in its own process, alternating'
const histogramTextRow = 'text of 10,000 histograms, likewise'
export const textBars = {
  overPromClient: faster('text of 100,000 counters, against prom-client', textRow, 10, 8),
  overOpenTelemetry: faster('text of 100,000 counters, against OpenTelemetry', textRow, 25),
  bytesOverPromClient: faster('the same as bytes for a socket, against prom-client', textRow, 10, 8),
  histogramsOverPromClient: faster('text of 10,000 histograms, against prom-client', histogramTextRow, 8),
  flat: atMost('cost per series, dearest size / cheapest, 1,000 to 1,000,000', textRow, 2, '×'),
} as const

const memoryRow = 'memory per series after a scrape'
export const memoryBars = {
  counterFirst: atMost('counter / prom-client, high-cardinality label first', memoryRow, 1, '×'),
  counterLast: atMost('counter / prom-client, high-cardinality label last', memoryRow, 1, '×'),
  counterServed: atMost('counter with its serving thread / prom-client', memoryRow, 1.5, '×'),
  histogram: atMost('histogram / prom-client', memoryRow, 0.6, '×'),
  histogramServed: atMost('histogram with its serving thread / prom-client', memoryRow, 1, '×'),
  summary: atMost('summary / prom-client', memoryRow, 0.5, '×'),
} as const

const startupRow = 'start-up: import and first metric'
export const startupBars = {
  esm: atMost('import and first metric over bare Node, ESM', startupRow, 15, ' ms'),
  cjs: atMost('require and first metric over bare Node, CommonJS', startupRow, 15, ' ms'),
  size: atMost('core, minified and compressed', startupRow, 20, ' kB'),
} as const

const loopRow = 'application loop during scrapes of 100,000 series, the first included'
export const loopBars = {
  ownThread: atMost('p99.9 of the loop delay, own thread, over idle', loopRow, 2, ' ms'),
  callersThread: atMost("longest turn on the caller's thread", loopRow, 15, ' ms'),
} as const

const creationRow = 'creating a series (first use of a label set)'
export const creationBars = {
  overPromClient: atMost('first use of a label set / prom-client', creationRow, 1.5, '×'),
} as const

const threadRow = 'one scrape over 4 threads × 10,000 series'
const writersRow = '2, 4, 8 threads writing one metric'
export const threadBars = {
  overAggregatorRegistry: faster('scrape over 4 threads, against 4 cluster workers', threadRow, 30),
  writers: atMost('cost of a call, 2 threads / 1, a core each, worst kind', writersRow, 1.3, '×'),
} as const

/** Holds a measured figure against its bar. A figure that could not be measured misses it. */
export function judge(bar: Bar, measured: number): Judgement {
  const holds = (bound: number): boolean => (bar.direction === 'atLeast' ? measured >= bound : measured <= bound)
  if (holds(bar.bound)) return { bar, measured, verdict: 'met' }
  return { bar, measured, verdict: bar.interim !== undefined && holds(bar.interim) ? 'met for now' : 'MISSED' }
}
