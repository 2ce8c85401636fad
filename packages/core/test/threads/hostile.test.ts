/**
 * A thread that writes garbage into the arena harms nobody who reads: what is its own is refused and reported, what is others' is exact.
 */

import { expect, test } from 'vitest'
import * as layout from '../../src/arena/layout.js'
import { WINDOW_CELLS } from '../../src/series/cell-layout.js'
import { runScenario, seed } from './support/scenario.js'

interface Attack {
  readonly name: string
  /** Whether the reader must have noticed; of random garbage some passes for something valid. */
  readonly isNoticed?: boolean
  readonly [detail: string]: unknown
}
interface Reading {
  readonly attack?: string
  readonly honest: readonly unknown[]
  readonly problems: readonly string[]
  readonly families: readonly string[]
  readonly error?: string
}

const base = { help: '', unit: '', labelNames: [] as string[] }
const counter = { ...base, kind: 'counter', name: 'attacked_total' }
const histogram = { ...base, kind: 'histogram', name: 'attacked', bounds: [1, 2] }
const summary = { ...base, kind: 'summary', name: 'attacked', quantiles: [0.5], maxAgeSeconds: 600, ageBuckets: 5, scale: 6 }
const many = Array.from({ length: 9_000 }, (_, i) => i)

/** Definitions that no registry makes: an exporter would write them out, or a reader stumble over them. */
const DEFINITIONS = [
  'not JSON at all',
  '{"kind":"counter"}',
  'null',
  { ...counter, kind: 'toString' },
  { ...counter, name: 'a\nfake_total 1' },
  { ...counter, name: '' },
  { ...counter, name: '__proto__ {' },
  { ...counter, labelNames: ['a"} 1\n'] },
  { ...counter, labelNames: ['a', 'a'] },
  { ...counter, labelNames: ['le'] },
  { ...base, kind: 'gauge', name: 'attacked', across: 'product' },
  { ...base, kind: 'gauge', name: 'attacked', across: 'each', labelNames: ['thread'] },
  { ...histogram, bounds: [2, 1] },
  { ...histogram, bounds: [1, 1] },
  { ...histogram, bounds: [1, '2'] },
  { ...histogram, bounds: many },
  { ...summary, scale: 99 },
  { ...summary, scale: 1e9 },
  { ...summary, scale: -1e9 },
  { ...summary, scale: 0.5 },
  { ...summary, ageBuckets: 1e9 },
  { ...summary, ageBuckets: 0.5 },
  { ...summary, maxAgeSeconds: 0 },
  { ...summary, quantiles: [2] },
  { ...summary, quantiles: [0.9, 0.5] },
]

const firstCell = layout.ROOT_LOG_END_BYTES / 8
const noticed = (attack: Attack): Attack => ({ ...attack, isNoticed: true })
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => seed + i)

const ATTACKS: readonly Attack[] = [
  ...[
    { name: 'a count beyond everything' },
    { name: 'a negative count' },
    ...[0, -2, -0x80000000, 0x7fffffff, 65_536, 8_192].map((length) => ({ name: 'length', length })),
    ...[0, 1, -1, -7, 0x7fffffff, 65_535, 65_536, 'the root page', 'the page of another thread'].map((to) => ({ name: 'jump', to })),
    { name: 'a circle', size: 1 },
    { name: 'a circle', size: 2 },
    ...DEFINITIONS.map((definition) =>
      typeof definition === 'string' ? { name: 'definition text', text: definition } : { name: 'definition', definition },
    ),
    ...[-1, -0x80000000, 0x7fffffff, 8].map((at) => ({ name: 'series', at })),
    { name: 'series', at: 'header' },
    { name: 'series', at: 'strangers' },
    { name: 'series', at: 'own', cell: 0 },
    { name: 'series', at: 'own', cell: firstCell - 1 },
    { name: 'series', at: 'own', labels: [] },
    { name: 'series', at: 'own', labels: [255, 255, 65] },
    { name: 'series', at: 'own', labels: [1, 0, 65, 66] },
    { name: 'series', at: 'own', labels: [0, 0, 0, 0] },
  ].map(noticed),
  { name: 'series', at: 'own', family: 0xffffff },
  { name: 'series', at: 'own', started: Number.NaN },
  ...seeds(8).map((number) => ({ name: 'random cells of a summary', seed: number })),
  ...seeds(30).map((number) => ({ name: 'random words', seed: number, count: [0x7fffffff, 30, 1_000][number % 3] })),
  ...seeds(60).map((number) => ({ name: 'random bits in what is valid', seed: number })),
]

test('garbage in the log of a lane: every reader ends, refuses it, says so, and reads the others exactly', async () => {
  const storms = 200
  const { outcomes, inStorm, grownBytes } = await runScenario<{ outcomes: Reading[]; inStorm: Reading[]; grownBytes: number }>(
    'hostile.mjs',
    {
      layout: {
        version: layout.LAYOUT_VERSION,
        pageBytes: layout.PAGE_BYTES,
        pageCells: layout.PAGE_CELLS,
        headPages: layout.HEAD_PAGES,
        ownersByteOffset: layout.OWNERS_BYTE_OFFSET,
        maxPages: (layout.HEAD_BYTES - layout.OWNERS_BYTE_OFFSET) / 4,
        rowBytes: layout.ROW_BYTES,
        rowUse: layout.ROW_USE,
        rowThread: layout.ROW_THREAD,
        rowLogCount: layout.ROW_LOG_COUNT,
        pageIsLog: layout.PAGE_IS_LOG,
        rootLogEndBytes: layout.ROOT_LOG_END_BYTES,
        windowCells: WINDOW_CELLS,
      },
      attacks: ATTACKS,
      storms,
      seed,
    },
  )
  const honest = { main: 2, thread: 3 }
  const failures = [...outcomes, ...inStorm].filter(
    ({ error, honest: read }) => error !== undefined || JSON.stringify(read) !== JSON.stringify([honest, honest]),
  )
  expect(failures).toEqual([])

  expect(outcomes).toHaveLength(ATTACKS.length)
  const unnoticed = outcomes.filter(({ problems }, i) => ATTACKS[i]?.isNoticed && !problems.includes('corrupt_lane'))
  expect(unnoticed).toEqual([])
  expect(inStorm.some(({ problems }) => problems.includes('corrupt_lane'))).toBe(true)
  // What garbage refers to is not made first: reading takes no memory.
  expect(grownBytes).toBe(0)
})
