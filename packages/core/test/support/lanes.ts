/** Lanes of several threads, made by hand in one: what a reader sees, without threads. */

import { type Arena, createArena, type Page } from '../../src/arena/arena.js'
import { type CellSpace, createCellSpace } from '../../src/arena/cell-space.js'
import { type CellRef, cellOf, claimLane, pageOf, settleLane } from '../../src/arena/lane.js'
import { HEADER_SHARES, SHARE_COUNTERS } from '../../src/arena/layout.js'
import { createLogWriter, type LogWriter } from '../../src/arena/log.js'
import { cellCountOf } from '../../src/series/cell-counts.js'
import type {
  CounterDefinition,
  Definition,
  GaugeDefinition,
  HistogramDefinition,
  NativeHistogramDefinition,
  SummaryDefinition,
} from '../../src/series/definition.js'
import { encodeFamilyRecord, encodeSeriesRecord } from '../../src/series/records.js'

/** A lane with what writes it. */
export interface Lane {
  readonly root: Page
  readonly log: LogWriter
  readonly space: CellSpace
}

export interface HandMadeLane extends Lane {
  readonly thread: number
  /** Declares a family; answers its number. */
  family(definition: Definition): number
  /** Declares a series of a family; answers where its cells are. */
  series(family: number, values: readonly string[], startedAtMillis?: number): CellRef
}

export function createPlainArena(): Arena {
  return createArena({ shared: false, nowMillis: 0 })
}

export function createLane(arena: Arena, thread = 1, ancestor = 0): Lane {
  const root = claimLane(arena, { thread, ancestor })
  if (!root) throw new Error('the arena is full')
  settleLane(arena, root, { thread, ancestor })
  return { root, log: createLogWriter(arena, root), space: createCellSpace(arena, root) }
}

export function createHandMadeLane(arena: Arena, thread: number, ancestor = 0): HandMadeLane {
  const lane = createLane(arena, thread, ancestor)
  const definitions: Definition[] = []
  return {
    ...lane,
    thread,
    family(definition) {
      const record = encodeFamilyRecord(definition)
      if (!record || !lane.log.append(record.bytes, record.byteLength)) throw new Error('the family found no room')
      return definitions.push(definition) - 1
    },
    series(family, values, startedAtMillis = 0) {
      const ref = lane.space.allocate(cellCountOf(definitions[family] as Definition))
      const record = ref === undefined ? undefined : encodeSeriesRecord(family, ref, startedAtMillis, values)
      if (ref === undefined || !record || !lane.log.append(record.bytes, record.byteLength)) throw new Error('the series found no room')
      return ref
    },
  }
}

/** The page of a reference and the first of its cells. */
export function placeOf(arena: Arena, ref: CellRef): { readonly page: Page; readonly first: number } {
  return { page: arena.page(pageOf(ref)) as Page, first: cellOf(ref) }
}

const COMMON = { registry: 'test', help: '', unit: '', labelNames: ['a'] } as const

export const defineCounter = (name: string, labelNames: readonly string[] = ['a']): CounterDefinition => ({
  ...COMMON,
  kind: 'counter',
  name,
  labelNames,
})
export const defineGauge = (name: string, across: GaugeDefinition['across']): GaugeDefinition => ({
  ...COMMON,
  kind: 'gauge',
  name,
  across,
})
export const defineHistogram = (name: string, bounds: readonly number[]): HistogramDefinition => ({
  ...COMMON,
  kind: 'histogram',
  name,
  bounds,
})
export const defineNative = (name: string, native: Partial<NativeHistogramDefinition> = {}): NativeHistogramDefinition => ({
  ...COMMON,
  kind: 'histogram',
  name,
  bounds: [],
  schema: 3,
  zeroThreshold: 2 ** -128,
  maxBuckets: 160,
  ...native,
})
export const defineSummary = (name: string, window: Partial<SummaryDefinition> = {}): SummaryDefinition => ({
  ...COMMON,
  kind: 'summary',
  name,
  quantiles: [0.5],
  maxAgeSeconds: 10,
  ageBuckets: 5,
  scale: 6,
  ...window,
})

/** Shares that the header of an arena says there are, of all families. */
export function shareCount({ words }: Arena): number {
  return words.subarray(HEADER_SHARES, HEADER_SHARES + SHARE_COUNTERS).reduce((sum, count) => sum + count, 0)
}
