/** Makes one value of the lanes' shares of a gauge, by the gauge's `across` rule. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, isLaneLive, pageOf } from '../arena/lane.js'
import {
  BANK_BASE,
  BANK_STAMP,
  BANK_VALUE,
  GAUGE_BANK_CELLS,
  GAUGE_BANKS,
  GAUGE_DELTA,
  GAUGE_VERSION,
  SHARE_TOUCHED,
  SHARE_VALUE,
} from './cell-layout.js'
import type { AcrossRule } from './definition.js'
import type { Share } from './shares.js'

/** A reader that is always interrupted gives up after this many tries and takes what it saw last. */
const MAX_TRIES = 8

/** @param shares All shares of one series, in lane order. */
export function mergeGauge(arena: Arena, rule: AcrossRule, shares: readonly Share[]): number {
  return rule === 'last' ? mergeLast(arena, shares) : mergeLiving(arena, rule, shares)
}

/**
 * The newest `set` of any lane plus every `inc` and `dec` since: x + (Σ deltas − Σ at the time of the set). With nothing added since, the bracket is exactly 0 and
 * what is read is exactly x. Values are read before deltas and the versions checked again after: a `set` in between is noticed, and the whole is read anew.
 */
function mergeLast(arena: Arena, shares: readonly Share[]): number {
  const versions: number[] = []
  let merged = 0
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    let value = 0
    let base = 0
    let stamp = 0
    let isSet = false
    versions.length = 0
    for (const { ref, removal } of shares) {
      const { cells, words } = arena.page(pageOf(ref)) as Page
      const first = cellOf(ref)
      const version = Atomics.load(words, (first + GAUGE_VERSION) * 2)
      versions.push(version)
      if (version === 0) continue
      const bank = first + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
      const own = words[(bank + BANK_STAMP) * 2] as number
      if ((isSet && !isAfter(own, stamp)) || (removal && !isAfter(own, removal.stamp))) continue
      isSet = true
      stamp = own
      value = cells[bank + BANK_VALUE] as number
      base = cells[bank + BANK_BASE] as number
    }
    const sum = sumDeltas(arena, shares)
    // With nothing added since, exactly what was set: -0 and a number under a sum that overflowed included.
    merged = isSet && sum === base ? value : value + (sum - base)
    const isSteady = shares.every(({ ref }, i) => {
      const { words } = arena.page(pageOf(ref)) as Page
      return Atomics.load(words, (cellOf(ref) + GAUGE_VERSION) * 2) === versions[i]
    })
    if (isSteady) break
  }
  return merged
}

/** Stamps wrap: what counts is the signed difference. */
export function isAfter(stamp: number, other: number): boolean {
  return ((stamp - other) | 0) > 0
}

/** Whether the share at `ref` holds a `set` that took its stamp after the one given. */
export function isSetAfter(arena: Arena, ref: CellRef, stamp: number): boolean {
  const { words } = arena.page(pageOf(ref)) as Page
  const version = Atomics.load(words, (cellOf(ref) + GAUGE_VERSION) * 2)
  const bank = cellOf(ref) + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
  return version !== 0 && isAfter(words[(bank + BANK_STAMP) * 2] as number, stamp)
}

/**
 * Σ of all lanes' deltas since the series was last removed, in lane order: writers of `set` and readers must add in the same order to agree to the last bit. A share in which nothing
 * happened since adds 0, so the sum stays when such a share is let go.
 */
export function sumDeltas(arena: Arena, shares: readonly Share[]): number {
  let sum = 0
  for (const { ref, removal } of shares) sum += deltaAt(arena, ref) - (removal ? deltaAt(arena, removal.copyRef) : 0)
  return sum
}

function deltaAt(arena: Arena, ref: CellRef): number {
  return (arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + GAUGE_DELTA] as number
}

/** Whether a living thread has written this share of a `sum`, `min`, `max` or `each` gauge, and since the series was removed, if it was. */
export function isShareLive(arena: Arena, { root, ref, removal }: Share): boolean {
  const isShown = ((arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + SHARE_TOUCHED] as number) > 0
  return isShown && isLaneLive(root) && (!removal || touchesAt(arena, ref) !== touchesAt(arena, removal.copyRef))
}

/** How often a share was written. */
export function touchesAt(arena: Arena, ref: CellRef): number {
  return Math.abs((arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + SHARE_TOUCHED] as number)
}

function shareValueAt(arena: Arena, ref: CellRef): number {
  return (arena.page(pageOf(ref)) as Page).cells[cellOf(ref) + SHARE_VALUE] as number
}

/** `sum` of nothing is 0, `min` and `max` of nothing are NaN; a share nobody wrote to does not count. */
function mergeLiving(arena: Arena, rule: AcrossRule, shares: readonly Share[]): number {
  const values: number[] = []
  for (const share of shares) if (isShareLive(arena, share)) values.push(shareValueAt(arena, share.ref))
  if (values.length === 0) return rule === 'sum' ? 0 : Number.NaN
  if (rule === 'sum') return values.reduce((sum, value) => sum + value)
  return rule === 'min' ? Math.min(...values) : rule === 'max' ? Math.max(...values) : (values[0] as number)
}
