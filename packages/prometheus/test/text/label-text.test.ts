import type { LabelSet, LabelSetList } from '@telltale/core/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelTextOf, renderLabels, trimLabelText } from '../../src/text/label-text.js'
import { encodeText } from '../../src/text/text-encoder.js'
import { labelSetsOf, numbers, type Row, snapshotOf } from '../support/snapshots.js'

/** A list that remembers which slots it was asked for. */
function watched(list: LabelSetList): { list: LabelSetList; asked: number[] } {
  const asked: number[] = []
  const at = (slot: number): LabelSet => {
    asked.push(slot)
    return list.at(slot)
  }
  return { list: { ...list, at, [Symbol.iterator]: list[Symbol.iterator] }, asked }
}

function gauge(list: LabelSetList, values: readonly number[]) {
  const family = numbers('gauge', { name: 'g', labelNames: ['l'] }, [])
  return snapshotOf({ ...family, kind: 'gauge', labelSets: list, values: Float64Array.from(values) })
}

const rows = (count: number): Row[] => Array.from({ length: count }, (_, slot) => ({ l: `v${slot}` }))

describe('rendered labels', () => {
  it('are asked for once per slot and generation, and extended when the list grows', () => {
    const generation = {}
    const first = watched(labelSetsOf(['l'], rows(2), generation))
    expect(encodeText(gauge(first.list, [1, 2]))).toBe('# TYPE g gauge\ng{l="v0"} 1\ng{l="v1"} 2\n')
    expect(first.asked).toEqual([0, 1])

    const second = watched(labelSetsOf(['l'], rows(4), generation))
    expect(encodeText(gauge(second.list, [3, 4, 5, 6]))).toBe('# TYPE g gauge\ng{l="v0"} 3\ng{l="v1"} 4\ng{l="v2"} 5\ng{l="v3"} 6\n')
    expect(second.asked).toEqual([2, 3])

    // An older, shorter snapshot of the same generation is still written as it was.
    const third = watched(labelSetsOf(['l'], rows(2), generation))
    expect(encodeText(gauge(third.list, [1, 2]), { prefix: 'p_' })).toBe('# TYPE p_g gauge\np_g{l="v0"} 1\np_g{l="v1"} 2\n')
    expect(third.asked).toEqual([])
  })

  it('are made anew for another generation', () => {
    const before = gauge(labelSetsOf(['l'], [{ l: 'old' }]), [1])
    const after = gauge(labelSetsOf(['l'], [{ l: 'new' }]), [1])
    expect(encodeText(before)).toContain('l="old"')
    expect(encodeText(after)).toContain('l="new"')
    expect(encodeText(before)).toContain('l="old"')
  })

  it('take no more memory than their text, four bytes and a quarter of slack', () => {
    const generation = {}
    let length = 0
    for (const count of [1, 10, 1_000, 50_000]) {
      const family = numbers(
        'gauge',
        { name: 'g', labelNames: ['l'], generation },
        rows(count).map((row) => [row, 1] as const),
      )
      const text = labelTextOf(family)
      while (text.count < count) renderLabels(text, family.labelSets)
      trimLabelText(text)
      length = text.ends[count - 1] as number
      expect(text.bytes.length).toBeLessThan(length * 1.25 + 300)
      expect(text.ends.length).toBeLessThan(count * 1.25 + 65)
    }
    expect(length).toBe(rows(50_000).reduce((sum, { l = '' }) => sum + l.length + 4, 0))
  })

  it('give back the room that a long value made them take', () => {
    const labels = [{ l: 'x'.repeat(100_000) }, { l: 'a' }, { l: 'b' }]
    const family = numbers(
      'gauge',
      { name: 'g', labelNames: ['l'] },
      labels.map((row) => [row, 1] as const),
    )
    encodeText(snapshotOf(family))
    const text = labelTextOf(family)
    expect(text.count).toBe(3)
    expect(text.bytes.length).toBeLessThan(101_000)
  })

  it('grow step by step to the same text as all at once', () => {
    const labels = fc.array(fc.record({ a: fc.string({ unit: 'binary' }), b: fc.string({ maxLength: 200 }) }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(labels, fc.nat(59), (all, cut) => {
        const generation = {}
        const head = { name: 'g', labelNames: ['a', 'b'], generation }
        const series = all.map((row, slot) => [row, slot] as const)
        encodeText(snapshotOf(numbers('gauge', head, series.slice(0, cut))))
        const grown = encodeText(snapshotOf(numbers('gauge', head, series)))
        expect(grown).toBe(encodeText(snapshotOf(numbers('gauge', { ...head, generation: {} }, series))))
      }),
    )
  })
})
