/** Lanes of several threads, made by hand in one: what a reader sees, without threads. */

import { type Arena, createArena, type Page } from '../../src/arena/arena.js'
import { type CellRef, cellOf, createLane, type Lane, pageOf } from '../../src/arena/lane.js'
import { cellCountOf } from '../../src/series/cell-layout.js'
import type { Definition } from '../../src/series/definition.js'
import { encodeFamilyRecord, encodeSeriesRecord } from '../../src/series/records.js'

export interface HandMadeLane {
  readonly lane: Lane
  readonly thread: number
  /** Declares a family; answers its number. */
  family(definition: Definition): number
  /** Declares a series of a family; answers where its cells are. */
  series(family: number, values: readonly string[], startedAtMillis?: number): CellRef
}

export function createPlainArena(): Arena {
  return createArena({ shared: false, nowMillis: 0 })
}

export function createHandMadeLane(arena: Arena, thread: number, ancestor = 0): HandMadeLane {
  const lane = createLane(arena, thread, ancestor)
  if (!lane) throw new Error('the arena is full')
  const definitions: Definition[] = []
  return {
    lane,
    thread,
    family(definition) {
      const record = encodeFamilyRecord(definition)
      if (!record || !lane.log.append(record.bytes, record.byteLength)) throw new Error('the family found no room')
      return definitions.push(definition) - 1
    },
    series(family, values, startedAtMillis = 0) {
      const ref = lane.allocateCells(cellCountOf(definitions[family] as Definition))
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

/** Definitions of each kind, under a name. */
export const define = {
  counter: (name: string, labelNames: readonly string[] = ['a']): Definition => ({ ...COMMON, kind: 'counter', name, labelNames }),
  gauge: (name: string, across: 'last' | 'sum' | 'min' | 'max' | 'each'): Definition => ({ ...COMMON, kind: 'gauge', name, across }),
  histogram: (name: string, bounds: readonly number[]): Definition => ({ ...COMMON, kind: 'histogram', name, bounds }),
}
