import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import { retireLanes } from '../../src/arena/lane.js'
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
} from '../../src/series/cell-layout.js'
import type { AcrossRule } from '../../src/series/definition.js'
import { isShareLive, mergeGauge, sumDeltas } from '../../src/series/merge-gauges.js'
import type { Share } from '../../src/series/shares.js'
import { createHandMadeLane, createPlainArena, defineGauge, placeOf } from '../support/lanes.js'

interface Setup {
  readonly arena: Arena
  readonly shares: readonly Share[]
  merged(): number
}

/** One series of a gauge in the lanes of threads 1, 2, … */
function setUp(across: AcrossRule, laneCount: number): Setup {
  const arena = createPlainArena()
  const shares = Array.from({ length: laneCount }, (_, i) => {
    const lane = createHandMadeLane(arena, i + 1)
    return { root: lane.root, ref: lane.series(lane.family(defineGauge('g', across)), ['x']), removal: undefined }
  })
  return { arena, shares, merged: () => mergeGauge(arena, across, shares) }
}

/** Writes what the writer of a share has in its cells after its latest `set`. */
function putSet(
  arena: Arena,
  { ref }: Share,
  { version, value, base, stamp }: { version: number; value: number; base: number; stamp: number },
): void {
  const { page, first } = placeOf(arena, ref)
  const bank = first + GAUGE_BANKS + (version & 1) * GAUGE_BANK_CELLS
  page.cells[bank + BANK_VALUE] = value
  page.cells[bank + BANK_BASE] = base
  page.words[(bank + BANK_STAMP) * 2] = stamp
  page.words[(first + GAUGE_VERSION) * 2] = version
}

function putDelta(arena: Arena, { ref }: Share, delta: number): void {
  const { page, first } = placeOf(arena, ref)
  page.cells[first + GAUGE_DELTA] = delta
}

function putShare(arena: Arena, { ref }: Share, value: number): void {
  const { page, first } = placeOf(arena, ref)
  page.cells[first + SHARE_VALUE] = value
  page.cells[first + SHARE_TOUCHED] = 1
}

describe('the newest set over all lanes', () => {
  it('is the sum of all steps as long as nobody set anything', () => {
    const { arena, shares, merged } = setUp('last', 3)
    expect(merged()).toBe(0)
    for (const [i, share] of shares.entries()) putDelta(arena, share, i + 1)
    expect(merged()).toBe(6)
  })

  it('is the set with the newest stamp, whichever lane it is in, plus the steps since', () => {
    for (const newest of [0, 1, 2]) {
      const { arena, shares, merged } = setUp('last', 3)
      for (const [i, share] of shares.entries()) putDelta(arena, share, 10 ** i)
      for (const [i, share] of shares.entries())
        putSet(arena, share, { version: 1, value: 1_000 * (i + 1), base: 100, stamp: i === newest ? 9 : i })
      expect(merged()).toBe(1_000 * (newest + 1) + 111 - 100)
    }
  })

  it.each([
    [-1, 0],
    [2 ** 31 - 1, -(2 ** 31)],
    [2 ** 31 - 5, -(2 ** 31) + 5],
    [-5, 5],
    [0, 2 ** 30],
  ])('takes stamp %i for older than %i: stamps wrap', (older, newer) => {
    const { arena, shares, merged } = setUp('last', 2)
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      for (const [i, share] of shares.entries())
        putSet(arena, share, { version: 1, value: order[i] === newer ? 5 : 6, base: 0, stamp: order[i] as number })
      expect(merged()).toBe(5)
    }
  })

  it.each([1, 2, 3, -1, -2, 2 ** 31 - 1, -(2 ** 31)])('is read from the bank that version %i names', (version) => {
    const { arena, shares, merged } = setUp('last', 1)
    const share = shares[0] as Share
    putSet(arena, share, { version: version + 1, value: 111, base: 5, stamp: 1 })
    putSet(arena, share, { version, value: 7, base: 0, stamp: 2 })
    expect(merged()).toBe(7)
  })

  it.each([0.1, 1e300, -0, 5e-324, Number.NaN, Infinity, -Infinity])('is exactly what was set, %d, until somebody steps', (value) => {
    const { arena, shares, merged } = setUp('last', 3)
    for (const [i, share] of shares.entries()) putDelta(arena, share, [0.1, 1e17, 0.3][i] as number)
    putSet(arena, shares[1] as Share, { version: 1, value, base: sumDeltas(arena, shares), stamp: 1 })
    expect(merged()).toBe(value)
  })

  it('counts lanes of threads that have ended', () => {
    const { arena, shares, merged } = setUp('last', 2)
    putSet(arena, shares[0] as Share, { version: 1, value: 10, base: 0, stamp: 1 })
    putDelta(arena, shares[1] as Share, 5)
    for (const thread of [1, 2]) retireLanes(arena, thread)
    expect(merged()).toBe(15)
  })

  it('is what one number would be, with sets and steps from any lane one after the other', () => {
    const step = fc.tuple(fc.nat(2), fc.constantFrom('set', 'inc'), fc.integer({ min: -1_000_000, max: 1_000_000 }))
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (steps, firstStamp) => {
        const { arena, shares, merged } = setUp('last', 3)
        const versions = [0, 0, 0]
        const deltas = [0, 0, 0]
        let stamp = firstStamp
        let model = 0
        for (const [lane, what, amount] of steps) {
          const share = shares[lane] as Share
          if (what === 'inc') {
            deltas[lane] = (deltas[lane] as number) + amount
            putDelta(arena, share, deltas[lane] as number)
            model += amount
          } else {
            stamp = (stamp + 1) | 0
            versions[lane] = (versions[lane] as number) + 1
            putSet(arena, share, { version: versions[lane] as number, value: amount, base: sumDeltas(arena, shares), stamp })
            model = amount
          }
          expect(merged()).toBe(model)
        }
      }),
    )
  })
})

describe.each([
  ['sum', 12, 0],
  ['min', -3, Number.NaN],
  ['max', 10, Number.NaN],
] as const)('the %s over lanes', (across, ofAll, ofNone) => {
  it('counts living threads that have written, and no others', () => {
    const { arena, shares, merged } = setUp(across, 5)
    expect(merged()).toBe(ofNone)
    for (const [i, value] of [-3, 10, 5].entries()) putShare(arena, shares[i] as Share, value)
    expect(merged()).toBe(ofAll)
    putShare(arena, shares[4] as Share, across === 'min' ? -1_000 : 1_000)
    retireLanes(arena, 5)
    expect(merged()).toBe(ofAll)
    expect(shares.map((share) => isShareLive(arena, share))).toEqual([true, true, true, false, false])
    for (const thread of [1, 2, 3]) retireLanes(arena, thread)
    expect(merged()).toBe(ofNone)
  })

  it('is exactly the value of one thread alone', () => {
    for (const value of [-0, 0.1, 5e-324, Infinity, -Infinity, Number.NaN]) {
      const { arena, shares, merged } = setUp(across, 2)
      putShare(arena, shares[1] as Share, value)
      expect(merged()).toBe(value)
    }
  })

  it('is no number where one of them is none', () => {
    const { arena, shares, merged } = setUp(across, 2)
    putShare(arena, shares[0] as Share, 1)
    putShare(arena, shares[1] as Share, Number.NaN)
    expect(merged()).toBe(Number.NaN)
  })
})
