import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import type { CellRef } from '../../src/arena/lane.js'
import { encodeTexts, TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import { ExemplarPlace, exemplarCells } from '../../src/series/exemplar-place.js'
import type { FamilyView } from '../../src/series/family-view.js'
import { mergeExemplars } from '../../src/series/merge-exemplars.js'
import { createReader } from '../../src/series/reader.js'
import { encodeExemplarRecord } from '../../src/series/records.js'
import { createHandMadeLane, createPlainArena, defineCounter, defineHistogram, type HandMadeLane } from '../support/lanes.js'

/** Declares the place of a bucket's exemplar in a lane and answers what writes it: a value, and when it was by the monotonic clock. */
function placeIn(arena: Arena, { space, log }: HandMadeLane, series: CellRef, bucket = 0): (value: number, stampMillis: number) => void {
  const ref = space.allocate(exemplarCells(TRACE_TEXT_BYTES)) as number
  const record = encodeExemplarRecord({ family: 0, series, bucket, place: ref, textBytes: TRACE_TEXT_BYTES })
  expect(log.append(record.bytes, record.byteLength)).toBe(true)
  const place = new ExemplarPlace(arena, ref, TRACE_TEXT_BYTES)
  return (value, stampMillis) => place.write(value, 5_000, stampMillis, encodeTexts(['n', `${value}`]), false)
}

function setUp() {
  const arena = createPlainArena()
  const reader = createReader(arena, () => {})
  return {
    arena,
    lanes: [3, 4, 5].map((thread) => createHandMadeLane(arena, thread)) as [HandMadeLane, HandMadeLane, HandMadeLane],
    view(name: string): FamilyView {
      reader.refresh()
      return reader.family('test', name) as FamilyView
    },
  }
}

describe('the exemplars of a family', () => {
  it('are not there while no lane has any', () => {
    const { arena, lanes, view } = setUp()
    const [lane] = lanes
    lane.family(defineCounter('c'))
    const series = lane.series(0, ['x'])
    expect(mergeExemplars(view('c'))).toBeUndefined()
    // Declared, and its writer killed before it wrote.
    placeIn(arena, lane, series)
    expect(mergeExemplars(view('c'))).toBeUndefined()
  })

  it('are the newest of any lane, by a clock that nobody sets', () => {
    const { arena, lanes, view } = setUp()
    const writers = lanes.map((lane) => {
      lane.family(defineCounter('c'))
      return placeIn(arena, lane, lane.series(0, ['x']))
    })
    const value = (): number | undefined => mergeExemplars(view('c'))?.at(0, 0)?.value
    writers[1]?.(1, 100)
    expect(value()).toBe(1)
    writers[2]?.(2, 99)
    expect(value()).toBe(1)
    writers[0]?.(3, 101)
    expect(value()).toBe(3)
    writers[2]?.(4, 102)
    expect(value()).toBe(4)
  })

  it('are told apart by series and bucket, wherever in a lane they lie', () => {
    const { arena, lanes, view } = setUp()
    const [first, second] = lanes
    for (const lane of [first, second]) lane.family(defineHistogram('h', [1, 2]))
    placeIn(arena, first, first.series(0, ['x']), 2)(10, 1)
    const y = first.series(0, ['y'])
    placeIn(arena, second, second.series(0, ['y']), 0)(20, 1)
    placeIn(arena, second, second.series(0, ['x']), 1)(30, 1)
    placeIn(arena, first, y, 1)(40, 1)
    const exemplars = mergeExemplars(view('h'))
    expect([0, 1].map((slot) => [0, 1, 2].map((bucket) => exemplars?.at(slot, bucket)?.value))).toEqual([
      [undefined, 30, 10],
      [20, 40, undefined],
    ])
    expect([exemplars?.at(2, 0), exemplars?.at(-1, 0), exemplars?.at(0, 3)]).toEqual([undefined, undefined, undefined])
  })

  it('are the newest of two places of one bucket, as there are when the first had too little room', () => {
    const { arena, lanes, view } = setUp()
    const [lane] = lanes
    lane.family(defineCounter('c'))
    const series = lane.series(0, ['x'])
    const writers = [placeIn(arena, lane, series), placeIn(arena, lane, series)]
    writers[0]?.(1, 1)
    expect(mergeExemplars(view('c'))?.at(0, 0)?.value).toBe(1)
    writers[1]?.(2, 2)
    expect(mergeExemplars(view('c'))?.at(0, 0)?.value).toBe(2)
  })

  it('do not change once they were read', () => {
    const { arena, lanes, view } = setUp()
    const [lane] = lanes
    lane.family(defineCounter('c'))
    const write = placeIn(arena, lane, lane.series(0, ['x']))
    write(1, 1)
    const before = mergeExemplars(view('c'))
    write(2, 2)
    const after = mergeExemplars(view('c'))
    expect([before?.at(0, 0)?.value, after?.at(0, 0)?.value]).toEqual([1, 2])
    expect(mergeExemplars(view('c'))?.at(0, 0)).toBe(after?.at(0, 0))
  })

  it('of other cells that lay there before are not those of a series', () => {
    const { arena, lanes, view } = setUp()
    const [lane] = lanes
    lane.family(defineCounter('c'))
    const series = lane.series(0, ['x'])
    placeIn(arena, lane, series)(1, 1)
    view('c').columns[0]?.push(1, series, 3)
    expect(mergeExemplars(view('c'))).toBeUndefined()
  })
})
