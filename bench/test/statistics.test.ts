import { describe, expect, it } from 'vitest'
import { median, pairedDifference, pairedRatio, quantile, spreadOf } from '../harness/statistics.js'

describe('quantiles', () => {
  it('interpolates between the nearest values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(quantile([10, 20], 0.25)).toBe(12.5)
    expect(median([7])).toBe(7)
    expect(quantile([1, 2, 3], 1)).toBe(3)
    expect(quantile([3, 1, 2], 0)).toBe(1)
  })

  it('does not sort in place, and has no quantile of nothing', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
    expect(median([])).toBeNaN()
  })

  it('sums a sample up', () => {
    expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ median: 3, low: 2, high: 4, best: 1, sampleCount: 5 })
  })
})

describe('paired comparisons', () => {
  it('compares round by round, so that a slow round weighs on both sides', () => {
    // The machine was four times slower in the second round and ten times in the third.
    expect(pairedRatio([10, 40, 100], [1, 4, 10])).toBe(10)
    expect(pairedDifference([12, 42, 102], [10, 40, 100])).toBe(2)
  })

  it('is not a number where nothing was measured', () => {
    expect(pairedRatio([], [1])).toBeNaN()
    expect(pairedDifference([1], [])).toBeNaN()
  })
})
