/** Series that are there, at zero, before anything is recorded. */

import { describe, expect, it } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf, valuesOf } from '../support/snapshot-reading.js'

describe('initial labels', () => {
  it('are shown at zero from the start, in every kind', () => {
    const { registry } = createPrivateRegistry()
    const labels = ['status'] as const
    const initialLabels = [{ status: 'ok' }, { status: 500 }]
    const counter = registry.counter({ name: 'c_total', labels, initialLabels })
    registry.gauge({ name: 'g', labels, initialLabels })
    registry.histogram({ name: 'h', labels, initialLabels })
    registry.summary({ name: 's', labels, initialLabels })
    const { families } = registry.gather()
    expect(families.map(labelValuesOf)).toEqual(families.map(() => [['ok'], ['500']]))
    expect(families.length).toBe(4)
    counter.inc({ status: '500' })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ ok: 0, 500: 1 })
  })

  it('change nothing of what has been recorded, and are no part of what a metric is', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    counter.inc({ a: 'x' }, 3)
    expect(registry.counter({ name: 'c_total', labels: ['a'], initialLabels: [{ a: 'x' }, { a: 'y' }] })).toBe(counter)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 3, y: 0 })
  })

  it('count towards the limit', () => {
    const { registry } = createPrivateRegistry()
    registry.counter({ name: 'c_total', labels: ['a'], maxSeries: 1, initialLabels: [{ a: 'x' }, { a: 'y' }] })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 0 })
  })

  it.each<readonly [unknown, string, string]>([
    [[{}], 'invalid_labels', 'expected exactly the labels ["a"], got labels []'],
    [[{ a: 1, b: 2 }], 'invalid_labels', 'expected exactly the labels ["a"], got labels ["a", "b"]'],
    [[{ a: 'x' }, 5], 'invalid_labels', 'expected exactly the labels ["a"], got 5'],
    [[{ a: 'x' }, { a: [] }], 'invalid_labels', 'initialLabels[1]: label "a" must be a string'],
    [{ a: 'x' }, 'invalid_options', 'initialLabels must be an array of label sets, got an object'],
  ])('%j are refused with the whole definition', (initialLabels, code, fault) => {
    const { registry, seat } = createPrivateRegistry()
    const define = () => registry.counter({ name: 'c_total', labels: ['a'], initialLabels: initialLabels as never })
    expect(define).toThrow(expect.objectContaining({ code, message: expect.stringContaining(fault) }))
    expect(registry.get('c_total')).toBeUndefined()
    expect(seat.rootPage).toBeUndefined()
  })

  it('are for metrics with labels', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.counter({ name: 'c_total', initialLabels: [{}] } as never)).toThrow(
      'initialLabels must be left out without labels',
    )
    // @ts-expect-error: b is no label
    expect(() => registry.counter({ name: 'd_total', labels: ['a'], initialLabels: [{ b: 'x' }] })).toThrow('expected exactly')
  })
})
