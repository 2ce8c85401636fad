/** Snapshots that every exporter must survive. */

import { MAX_NAME_LENGTH, type Snapshot } from '@telltale/core/model'
import { AWKWARD_TEXTS } from './awkward-texts.js'
import { buildSnapshot } from './build-snapshot.js'
import { DEFAULT_TAKEN_AT_MILLIS, type FamilyInput } from './families.js'

export interface AwkwardSnapshot {
  /** What is awkward about it, as the title of a test. */
  readonly name: string
  readonly snapshot: Snapshot
}

const AWKWARD_NUMBERS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  infinite: Number.POSITIVE_INFINITY,
  'infinite below': Number.NEGATIVE_INFINITY,
  zero: 0,
  'zero from below': -0,
  smallest: 5e-324,
  'smallest normal': 2.2250738585072014e-308,
  greatest: Number.MAX_VALUE,
  'greatest below': -Number.MAX_VALUE,
  'a sum that is not round': 0.1 + 0.2,
  'beyond whole numbers': 2 ** 53 + 2,
  'written with an exponent': 1e21,
  'a small one with an exponent': 1e-7,
  negative: -12.5,
}

const MANY_BOUNDS = 1_000
const MANY_SERIES = 10_000
const MANY_FAMILIES = 1_000
/** The outermost buckets at the finest resolution. */
const ENDS_OF_SCALE_8 = [-64 * 256, 64 * 256 - 1]
const MANY_BUCKETS = { offset: -80, counts: Array.from({ length: 160 }, () => 1) }

/**
 * A list, made anew at each call: give each to the exporter and see that it neither throws nor writes what its backend would refuse. All are what a registry
 * could have gathered: names, label names and values within its limits, texts well-formed.
 */
export function awkwardSnapshots(): readonly AwkwardSnapshot[] {
  const of = (name: string, ...families: readonly FamilyInput[]): AwkwardSnapshot => ({ name, snapshot: buildSnapshot({ families }) })
  return [
    of('without families'),
    of('families without series', ...EMPTY),
    of('without help', { kind: 'counter', name: 'helpless_total', series: [{ value: 1 }] }),
    of('help with quotes, backslashes and line ends', {
      kind: 'gauge',
      name: 'helped',
      help: 'Says "a\\b"\nand\r\nmore \u2028 and \0.',
      series: [{ value: 1 }],
    }),
    of('units', ...UNITS),
    of('hostile label values', {
      kind: 'counter',
      name: 'hostile_total',
      help: 'Texts that break encoders.',
      series: Object.values(AWKWARD_TEXTS).map((text, i) => ({ labels: { text, other: 'plain' }, value: i + 1 })),
    }),
    of('empty label values', {
      kind: 'counter',
      name: 'partly_labelled_total',
      labelNames: ['method', 'path'],
      series: [
        { labels: { method: 'GET', path: '/' }, value: 1 },
        { labels: { method: '', path: '/' }, value: 2 },
        { labels: { method: 'GET', path: '' }, value: 3 },
        { labels: {}, value: 4 },
      ],
    }),
    of('names of Object.prototype as labels', {
      kind: 'counter',
      name: 'constructor',
      series: [{ labels: { constructor: 'a', toString: 'b', valueOf: 'c', hasOwnProperty: 'd' }, value: 1 }],
    }),
    of('names with colons, long names, names in capitals', ...NAMES),
    of('as many labels as a metric may have', {
      kind: 'gauge',
      name: 'wide',
      series: [{ labels: Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`label_${i}`, `value ${i}`])), value: 1 }],
    }),
    of('infos and state sets', ...FACTS),
    of('exemplars', ...EXEMPLARS),
    of('gauges of every awkward number', {
      kind: 'gauge',
      name: 'extreme',
      series: Object.entries(AWKWARD_NUMBERS).map(([which, value]) => ({ labels: { which }, value })),
    }),
    of('counters past 2^53, at 0 and in fractions', {
      kind: 'counter',
      name: 'great_total',
      series: [2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 1e21, 1e300, 0, 5e-324, 0.1 + 0.2].map((value, i) => ({ labels: { i: `${i}` }, value })),
    }),
    of('histograms with awkward bounds', ...HISTOGRAMS),
    of('native histograms, alone and beside classic buckets', ...NATIVE),
    of('summaries with and without quantiles', ...SUMMARIES),
    { name: 'started at the epoch, when taken, and after', snapshot: buildSnapshot({ families: STARTED }) },
    { name: 'with a resource', snapshot: buildSnapshot({ families: UNITS, attributes: { 'service.name': 'shop', text: 'a "b"\n\\' } }) },
    of('10,000 series', {
      kind: 'counter',
      name: 'many_total',
      series: Array.from({ length: MANY_SERIES }, (_, i) => ({ labels: { route: `/items/${i}`, status: `${200 + (i % 5)}` }, value: i })),
    }),
    of(
      'many families',
      ...Array.from({ length: MANY_FAMILIES }, (_, i): FamilyInput => ({ kind: 'gauge', name: `g_${i}`, series: [{ value: i }] })),
    ),
  ]
}

const EMPTY: readonly FamilyInput[] = [
  { kind: 'counter', name: 'empty_total', labelNames: ['a'] },
  { kind: 'gauge', name: 'empty_gauge', help: 'Has no series.', labelNames: ['a', 'b'] },
  { kind: 'histogram', name: 'empty_seconds', bounds: [1, 2], labelNames: ['a'] },
  { kind: 'summary', name: 'empty_bytes', quantiles: [0.5], labelNames: ['a'] },
  { kind: 'info', name: 'hollow_info', labelNames: ['a'] },
  { kind: 'stateset', name: 'empty_states', states: ['on'], labelNames: ['a'] },
]

const UNITS: readonly FamilyInput[] = [
  { kind: 'counter', name: 'read_bytes_total', unit: 'bytes', series: [{ value: 1_500 }] },
  { kind: 'gauge', name: 'temperature', unit: 'celsius', series: [{ value: -3.5 }] },
  { kind: 'histogram', name: 'wait_seconds', unit: 'seconds', bounds: [0.1], series: [{ counts: [1, 2], sum: 3.5 }] },
  { kind: 'gauge', name: 'odd_unit', unit: 'per "second"\n', series: [{ value: 1 }] },
]

const NAMES: readonly FamilyInput[] = [
  { kind: 'gauge', name: 'job:requests:rate5m', series: [{ value: 1 }] },
  { kind: 'gauge', name: ':', series: [{ value: 1 }] },
  { kind: 'gauge', name: '_', series: [{ labels: { _: '_' }, value: 1 }] },
  { kind: 'counter', name: 'unsuffixed', series: [{ value: 1 }] },
  { kind: 'counter', name: 'CamelCase_Total', series: [{ labels: { Route: 'a', route: 'b' }, value: 1 }] },
  { kind: 'gauge', name: 'n'.repeat(MAX_NAME_LENGTH), series: [{ labels: { ['l'.repeat(MAX_NAME_LENGTH)]: 'v' }, value: 1 }] },
]

const HISTOGRAMS: readonly FamilyInput[] = [
  { kind: 'histogram', name: 'unbounded', series: [{ counts: [3], sum: 12 }] },
  { kind: 'histogram', name: 'empty_buckets', bounds: [1], series: [{ counts: [0, 0], sum: 0 }] },
  { kind: 'histogram', name: 'negative', bounds: [-10, -1, 0, 1], series: [{ counts: [1, 2, 3, 4, 5], sum: -20 }] },
  {
    kind: 'histogram',
    name: 'extreme_bounds',
    bounds: [-Number.MAX_VALUE, 5e-324, 1e21, Number.MAX_VALUE],
    series: [{ counts: [1, 1, 1, 1, 1], sum: 1e21 }],
  },
  { kind: 'histogram', name: 'infinite_sum', bounds: [1], series: [{ counts: [0, 1], sum: Number.POSITIVE_INFINITY }] },
  { kind: 'histogram', name: 'great_counts', bounds: [1], series: [{ counts: [2 ** 53, 2 ** 53], sum: 1e20 }] },
  {
    kind: 'histogram',
    name: 'fine',
    bounds: Array.from({ length: MANY_BOUNDS }, (_, i) => (i + 1) / 8),
    series: ['a', 'b'].map((of) => ({ labels: { of }, counts: Array.from({ length: MANY_BOUNDS + 1 }, (_, i) => i % 7), sum: 1_234.5 })),
  },
]

const NATIVE: readonly FamilyInput[] = [
  { kind: 'histogram', name: 'native_without_series', labelNames: ['a'], zeroThreshold: 2 ** -128 },
  {
    kind: 'histogram',
    name: 'native_never_observed',
    series: [{ counts: [0], sum: 0, native: {}, extremes: { min: Number.NaN, max: Number.NaN } }],
  },
  {
    kind: 'histogram',
    name: 'native_only',
    zeroThreshold: 0.001,
    series: [
      {
        labels: { of: 'a' },
        counts: [7],
        sum: 5,
        native: { zeroCount: 2, positive: { offset: -3, counts: [1, 0, 0, 4] } },
        extremes: { min: 0, max: 1.0625 },
      },
      { labels: { of: 'nothing' }, counts: [0], sum: 0 },
    ],
  },
  {
    kind: 'histogram',
    name: 'native_beside_classic',
    bounds: [-1, 0.5],
    series: [
      {
        counts: [1, 2, 3],
        sum: 5.5,
        native: { scale: 0, zeroCount: 2, positive: { offset: 0, counts: [1, 2] }, negative: { offset: 1, counts: [1] } },
      },
    ],
  },
  {
    kind: 'histogram',
    name: 'native_negative',
    series: [{ counts: [3], sum: -10, native: { negative: { offset: 13, counts: [2, 1] } }, extremes: { min: -3.5, max: -3.25 } }],
  },
  { kind: 'histogram', name: 'native_zeros', series: [{ counts: [9], sum: 0, native: { zeroCount: 9 }, extremes: { min: 0, max: 0 } }] },
  {
    kind: 'histogram',
    name: 'native_coarsest',
    series: [{ counts: [10], sum: 1e19, native: { scale: -4, positive: { offset: -4, counts: [1, 0, 0, 2, 3, 0, 0, 4] } } }],
  },
  {
    kind: 'histogram',
    name: 'native_finest',
    series: ENDS_OF_SCALE_8.map((offset) => ({
      labels: { offset: `${offset}` },
      counts: [2 ** 53],
      sum: 2 ** (53 + offset / 256),
      native: { scale: 8, positive: { offset, counts: [2 ** 53] } },
    })),
  },
  {
    kind: 'histogram',
    name: 'native_wide',
    series: [{ counts: [320], sum: 0, native: { scale: 8, positive: MANY_BUCKETS, negative: MANY_BUCKETS } }],
  },
]

const FACTS: readonly FamilyInput[] = [
  { kind: 'info', name: 'build_info', series: [{ labels: { version: '1.2.3', commit: '"\\\n' } }] },
  { kind: 'info', name: 'unsuffixed_facts', series: [{ labels: { a: 'x' } }, { labels: { a: '' } }] },
  { kind: 'stateset', name: 'feature', states: ['on', 'off'], series: [{ on: ['on'] }] },
  {
    kind: 'stateset',
    name: 'valves',
    states: ['open', 'shut', '"\n'],
    series: [{ labels: { of: 'a' } }, { labels: { of: 'b' }, on: ['open', '"\n'] }],
  },
]

const EXEMPLARS: readonly FamilyInput[] = [
  {
    kind: 'counter',
    name: 'exemplary_total',
    series: [
      {
        labels: { a: 'x' },
        value: 5,
        exemplar: { labels: { names: ['trace_id'], values: ['"\\\n'] }, value: 2, atMillis: DEFAULT_TAKEN_AT_MILLIS },
      },
      { labels: { a: 'y' }, value: 5 },
    ],
  },
  {
    kind: 'histogram',
    name: 'exemplary_seconds',
    bounds: [1],
    series: [
      {
        counts: [0, 1],
        sum: 1e21,
        exemplars: [undefined, { labels: { names: [], values: [] }, value: 1e21, atMillis: DEFAULT_TAKEN_AT_MILLIS + 0.5 }],
      },
    ],
  },
]

const SUMMARIES: readonly FamilyInput[] = [
  { kind: 'summary', name: 'without_quantiles', series: [{ count: 2, sum: 2.5 }] },
  { kind: 'summary', name: 'never_observed', quantiles: [0.5, 0.99], series: [{ count: 0, sum: 0 }] },
  { kind: 'summary', name: 'window_is_empty', quantiles: [0.5], series: [{ count: 9, sum: 17.25 }] },
  {
    kind: 'summary',
    name: 'extreme_quantiles',
    quantiles: [0, 0.5, 0.999999, 1],
    series: [
      {
        labels: { queue: 'mail' },
        quantileValues: [-Number.MAX_VALUE, 0, 1e21, Number.POSITIVE_INFINITY],
        count: 90,
        sum: Number.POSITIVE_INFINITY,
      },
    ],
  },
]

const STARTED: readonly FamilyInput[] = [
  {
    kind: 'counter',
    name: 'started_total',
    series: [0, DEFAULT_TAKEN_AT_MILLIS, DEFAULT_TAKEN_AT_MILLIS + 5_000].map((startedAtMillis) => ({
      labels: { at: `${startedAtMillis}` },
      value: 1,
      startedAtMillis,
    })),
  },
]
