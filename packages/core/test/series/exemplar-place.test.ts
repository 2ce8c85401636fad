import { describe, expect, it } from 'vitest'
import { setCoarseMillis } from '../../src/arena/arena.js'
import { encodeTexts, MAX_EXEMPLAR_TEXT_BYTES, TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import { ExemplarPlace, exemplarCells, isTextBytes, SharedExemplar, textBytesFor } from '../../src/series/exemplar-place.js'
import { createLane, createPlainArena, placeOf } from '../support/lanes.js'

function setUp(textBytes = TRACE_TEXT_BYTES) {
  const arena = createPlainArena()
  const { space } = createLane(arena)
  // Something lies on either side, and must stay.
  const before = space.allocate(1) as number
  const ref = space.allocate(exemplarCells(textBytes)) as number
  const after = space.allocate(1) as number
  const { page, first } = placeOf(arena, ref)
  page.cells[first - 1] = 111
  page.cells[first + exemplarCells(textBytes)] = 222
  const place = new ExemplarPlace(arena, ref, textBytes)
  const reader = new SharedExemplar(3, ref, textBytes)
  return {
    arena,
    ref,
    page,
    first,
    place,
    write: (value: number, isByHand = false) => place.write(value, 1_000 + value, 10 + value, encodeTexts(['n', `${value}`]), isByHand),
    read: () => reader.read(arena),
    isIntact: () =>
      before === ref - 1 &&
      after === ref + exemplarCells(textBytes) &&
      page.cells[first - 1] === 111 &&
      page.cells[first + exemplarCells(textBytes)] === 222,
  }
}

const written = (value: number) => ({
  exemplar: { labels: { names: ['n'], values: [`${value}`] }, value, atMillis: 1_000 + value },
  stampMillis: 10 + value,
})

describe('the place of an exemplar', () => {
  it('shows none, then each that is written', () => {
    const { write, read, isIntact } = setUp()
    expect(read()).toBeUndefined()
    for (const value of [1, 2, 3, 4]) {
      write(value)
      expect(read()).toEqual(written(value))
    }
    expect(isIntact()).toBe(true)
  })

  it('gives the same object as long as nothing is written, immutable', () => {
    const { write, read } = setUp()
    write(1)
    const first = read()
    expect(read()).toBe(first)
    expect(Object.isFrozen(first?.exemplar)).toBe(true)
    write(2)
    expect(first).toEqual(written(1))
    expect(read()).toEqual(written(2))
  })

  it.each([TRACE_TEXT_BYTES, MAX_EXEMPLAR_TEXT_BYTES])('has room for labels of %i bytes', (textBytes) => {
    const { place, read, isIntact } = setUp(textBytes)
    const value = '\u{1f680}'.repeat(Math.floor((textBytes - 5) / 4)).slice(0, 254)
    for (let i = 0; i < 3; i++) place.write(1, 2, 3, encodeTexts(['a', value]), true)
    expect(read()?.exemplar.labels).toEqual({ names: ['a'], values: [value] })
    expect(isIntact()).toBe(true)
  })

  it('shows the old exemplar while a new one is half written, as a killed thread leaves it', () => {
    const { write, read, page, first, arena, ref } = setUp()
    write(1)
    write(2)
    // The bank that version 3 would publish.
    const bank = first + 1 + (4 + TRACE_TEXT_BYTES / 8)
    page.cells.fill(Number.NaN, bank, bank + 4 + TRACE_TEXT_BYTES / 8)
    expect(read()).toEqual(written(2))
    // Who takes the place over goes on.
    new ExemplarPlace(arena, ref, TRACE_TEXT_BYTES).write(3, 1_003, 13, encodeTexts(['n', '3']), false)
    expect(read()).toEqual(written(3))
  })

  it('goes on when its version wraps', () => {
    const { write, read, page, first } = setUp()
    page.words[first * 2] = -3
    for (const value of [1, 2, 3, 4, 5, 6]) {
      write(value)
      expect(read()).toEqual(written(value))
    }
    expect(page.words[first * 2]).toBe(5)
  })

  it('shows nothing of a bank that holds nonsense', () => {
    const { read, page, first } = setUp()
    const bank = first + 1 + (4 + TRACE_TEXT_BYTES / 8)
    for (const [i, length] of [-1, 2 ** 30, 5].entries()) {
      page.cells.set([1, 2, 3], bank)
      page.words[(bank + 3) * 2] = length
      page.bytes.fill(0xff, (bank + 4) * 8, (bank + 4) * 8 + 8)
      page.words[first * 2] = 2 * i + 1
      expect(read()?.exemplar.labels.names ?? []).toEqual([])
    }
  })

  it('knows when the next is due, whoever wrote the last', () => {
    const { arena, ref, place, write } = setUp()
    expect([place.isDue(1_000), place.isByHand]).toEqual([true, false])
    write(0, true)
    const heir = new ExemplarPlace(arena, ref, TRACE_TEXT_BYTES)
    for (const one of [place, heir]) {
      expect(one.isByHand).toBe(true)
      expect([one.isDue(1_000), one.isDue(0)]).toEqual([false, true])
    }
    setCoarseMillis(arena, 1_009)
    expect(place.isDue(1_000)).toBe(false)
    setCoarseMillis(arena, 1_010)
    expect(heir.isDue(1_000)).toBe(true)
    write(1)
    expect(heir.isByHand).toBe(false)
  })

  it('comes in two sizes', () => {
    expect([0, TRACE_TEXT_BYTES, TRACE_TEXT_BYTES + 1, MAX_EXEMPLAR_TEXT_BYTES].map(textBytesFor)).toEqual([
      TRACE_TEXT_BYTES,
      TRACE_TEXT_BYTES,
      MAX_EXEMPLAR_TEXT_BYTES,
      MAX_EXEMPLAR_TEXT_BYTES,
    ])
    expect([TRACE_TEXT_BYTES, MAX_EXEMPLAR_TEXT_BYTES, 80, 0, -72].map(isTextBytes)).toEqual([true, true, false, false, false])
  })
})
