import { describe, expect, it } from 'vitest'
import { MAX_CELL_COUNT } from '../../src/arena/layout.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

describe('the buckets of a histogram', () => {
  it.each([
    ['unsorted', [2, 1], 'buckets[1] must be greater than 2 before it, got 1'],
    ['with a duplicate', [1, 1], 'buckets[1] must be greater than 1 before it, got 1'],
    ['with two zeros', [-0, 0], 'buckets[1] must be greater than -0 before it, got 0'],
    ['with NaN', [Number.NaN, 1], 'buckets[0] must be a finite number (only the last may be Infinity), got NaN'],
    ['with -Infinity', [-Infinity, 1], 'buckets[0] must be a finite number (only the last may be Infinity), got -Infinity'],
    ['with Infinity not last', [1, Infinity, 2], 'buckets[1] must be a finite number (only the last may be Infinity), got Infinity'],
    ['with Infinity twice', [1, Infinity, Infinity], 'buckets[1] must be a finite number (only the last may be Infinity), got Infinity'],
    ['with texts', ['1', '2'], 'buckets[0] must be a finite number (only the last may be Infinity), got "1"'],
    ['with a bigint', [1n], 'buckets[0] must be a finite number (only the last may be Infinity), got 1n'],
    ['with a hole', [1, undefined, 3], 'buckets[1] must be a finite number (only the last may be Infinity), got undefined'],
    ['that are no list', 5, 'buckets must be an array of numbers, got 5'],
    ['that are a typed array', Float64Array.of(1), 'buckets must be an array of numbers, got an object'],
  ])('cannot be %s', (_name, buckets, fault) => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.histogram({ name: 'h', buckets: buckets as number[] })).toThrow(
      expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options', message: expect.stringMatching(/^histogram "h": /) }),
    )
    expect(() => registry.histogram({ name: 'h', buckets: buckets as number[] })).toThrow(fault)
    expect(registry.gather().families).toEqual([])
  })

  it('show every fault at once', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.histogram({ name: 'h', buckets: [3, 2, Number.NaN, 1] })).toThrow(
      'histogram "h": buckets[1] must be greater than 3 before it, got 2; buckets[2] must be a finite number (only the last may be Infinity), got NaN',
    )
  })

  it.each([
    ['negative', [-2, -1, 0], [-2, -1, 0]],
    ['with the implied one', [1, 2, Infinity], [1, 2]],
    ['with zero from below', [-0, 1], [0, 1]],
    ['of sums', [0.1 + 0.2], [0.30000000000000004]],
    ['at the ends of the scale', [5e-324, Number.MAX_VALUE], [5e-324, Number.MAX_VALUE]],
  ])('may be %s', (_name, buckets, bounds) => {
    const { registry } = createPrivateRegistry()
    registry.histogram({ name: 'h', buckets })
    expect(findFamily(registry.gather(), 'h', 'histogram').bounds).toEqual(bounds)
  })

  it('are as many as fit in a page, and no more', () => {
    const { registry } = createPrivateRegistry()
    const most = MAX_CELL_COUNT - 2
    const buckets = Array.from({ length: most + 1 }, (_, i) => i)
    expect(() => registry.histogram({ name: 'h', buckets })).toThrow(`histogram "h": buckets must be at most ${most} long, got ${most + 1}`)
    const histogram = registry.histogram({ name: 'h', buckets: buckets.slice(0, most) })
    histogram.observe(most)
    expect(histogram.get()).toEqual({ count: 1, sum: most })
  })

  it('that take more room than any definition has are refused, not lost', () => {
    const { registry, problems } = createPrivateRegistry()
    const buckets = Array.from({ length: 5_000 }, (_, i) => i + 1 / 3)
    expect(() => registry.histogram({ name: 'h', buckets })).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringMatching(/^histogram "h": /) }),
    )
    expect(problems).toEqual([])
  })

  it('are copied: what the caller does to its list later changes nothing', () => {
    const { registry } = createPrivateRegistry()
    const buckets = [1, 2]
    const histogram = registry.histogram({ name: 'h', buckets })
    buckets[0] = 5
    buckets.push(9)
    histogram.observe(3)
    expect(findFamily(registry.gather(), 'h', 'histogram')).toMatchObject({ bounds: [1, 2], counts: Float64Array.of(0, 0, 1) })
  })
})

describe('the native buckets of a histogram', () => {
  it.each([
    [{ native: 3 }, 'native must be a boolean or an object, got 3'],
    [{ native: null }, 'native must be a boolean or an object, got null'],
    [{ native: { schema: 9 } }, 'native.schema must be a whole number from -4 to 8, got 9'],
    [{ native: { schema: -5 } }, 'native.schema must be a whole number from -4 to 8, got -5'],
    [{ native: { schema: 0.5 } }, 'native.schema must be a whole number from -4 to 8, got 0.5'],
    [{ native: { growthFactor: 1.002 } }, 'native.growthFactor must be a number from 1.00271, got 1.002'],
    [{ native: { growthFactor: '2' } }, 'native.growthFactor must be a number from 1.00271, got "2"'],
    [{ native: { growthFactor: 2, schema: 0 } }, 'native.schema must be left out where growthFactor is given, got 0'],
    [{ native: { zeroThreshold: -1 } }, 'native.zeroThreshold must be a finite number from 0, got -1'],
    [{ native: { zeroThreshold: Infinity } }, 'native.zeroThreshold must be a finite number from 0, got Infinity'],
    [{ native: { zeroThreshold: 1n } }, 'native.zeroThreshold must be a finite number from 0, got 1n'],
    [{ native: { maxBuckets: 15 } }, 'native.maxBuckets must be a whole number from 16 to 65536, got 15'],
    [{ native: { maxBuckets: 1e9 } }, 'native.maxBuckets must be a whole number from 16 to 65536, got 1000000000'],
    [{ extremes: 'yes' }, 'extremes must be a boolean, got "yes"'],
  ])('cannot be %o', (options, fault) => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.histogram({ name: 'h', ...(options as object) })).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(fault) }),
    )
    expect(registry.gather().families).toEqual([])
  })

  it('show every fault at once, those of the classic ones too', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.histogram({ name: 'h', buckets: [2, 1], native: { schema: 9, maxBuckets: 0 } })).toThrow(
      'histogram "h": native.schema must be a whole number from -4 to 8, got 9; native.maxBuckets must be a whole number from 16 to 65536, got 0; buckets[1] must be greater than 2 before it, got 1',
    )
  })

  it('leave room for fewer classic ones', () => {
    const { registry } = createPrivateRegistry()
    const buckets = Array.from({ length: MAX_CELL_COUNT - 2 }, (_, i) => i)
    const most = MAX_CELL_COUNT - 70
    expect(() => registry.histogram({ name: 'h', buckets, native: true, extremes: true })).toThrow(
      `histogram "h": buckets must be at most ${most} long, got ${buckets.length}`,
    )
    expect(() => registry.histogram({ name: 'h', buckets: buckets.slice(0, most), native: true, extremes: true })).not.toThrow()
  })

  it('are part of what a metric is', () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', native: true })
    expect(registry.histogram({ name: 'h', native: { growthFactor: 1.1 } })).toBe(histogram)
    expect(registry.histogram({ name: 'h', native: { schema: 3 }, buckets: [] })).toBe(histogram)
    for (const other of [{}, { native: { schema: 4 } }, { native: true, extremes: true }])
      expect(() => registry.histogram({ name: 'h', ...other })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
  })
})

describe('the options of a summary', () => {
  it.each([
    ['quantiles', [0.9, 0.5], 'quantiles[1] must be greater than 0.9 before it, got 0.5'],
    ['quantiles', [0.5, 0.5], 'quantiles[1] must be greater than 0.5 before it, got 0.5'],
    ['quantiles', [50], 'quantiles[0] must be a number in [0, 1], got 50'],
    ['quantiles', [-0.1], 'quantiles[0] must be a number in [0, 1], got -0.1'],
    ['quantiles', [Number.NaN], 'quantiles[0] must be a number in [0, 1], got NaN'],
    ['quantiles', ['0.5'], 'quantiles[0] must be a number in [0, 1], got "0.5"'],
    ['quantiles', 0.5, 'quantiles must be an array of numbers, got 0.5'],
    ['maxAgeSeconds', 0, 'maxAgeSeconds must be a finite number above 0, got 0'],
    ['maxAgeSeconds', -5, 'maxAgeSeconds must be a finite number above 0, got -5'],
    ['maxAgeSeconds', Infinity, 'maxAgeSeconds must be a finite number above 0, got Infinity'],
    ['maxAgeSeconds', '60', 'maxAgeSeconds must be a finite number above 0, got "60"'],
    ['ageBuckets', 0, 'ageBuckets must be a whole number from 1 to'],
    ['ageBuckets', 2.5, 'ageBuckets must be a whole number from 1 to'],
    ['ageBuckets', 1_000_000, 'ageBuckets must be a whole number from 1 to'],
    ['relativeError', 0, 'relativeError must be a number from 0.000338 up to 1, exclusive, got 0'],
    ['relativeError', 1, 'relativeError must be a number from 0.000338 up to 1, exclusive, got 1'],
    ['relativeError', 1e-9, 'relativeError must be a number from 0.000338 up to 1, exclusive, got 1e-9'],
    ['relativeError', Number.NaN, 'relativeError must be a number from 0.000338 up to 1, exclusive, got NaN'],
    ['relativeError', '0.01', 'relativeError must be a number from 0.000338 up to 1, exclusive, got "0.01"'],
  ])('cannot have as %s: %o', (field, value, fault) => {
    const { registry } = createPrivateRegistry()
    const make = () => registry.summary({ name: 's', [field]: value })
    expect(make).toThrow(
      expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options', message: expect.stringContaining(fault) }),
    )
    expect(make).toThrow(/^summary "s": /)
    expect(registry.gather().families).toEqual([])
  })

  it('may ask for the extremes', () => {
    const { registry } = createPrivateRegistry()
    const summary = registry.summary({ name: 's', quantiles: [-0, 1], maxAgeSeconds: 1e9, ageBuckets: 1, relativeError: 0.00034 })
    summary.observe(3)
    const family = findFamily(registry.gather(), 's', 'summary')
    expect(family.quantiles).toEqual([0, 1])
    expect(family.quantileValues.every((value) => Math.abs(value - 3) < 0.002)).toBe(true)
  })
})

describe('the rule of a gauge', () => {
  it.each(['median', '', 5, 'LAST'])('cannot be %o', (across) => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.gauge({ name: 'g', across: across as 'last' })).toThrow(
      /^gauge "g": across must be one of "last", "sum", "min", "max", "each", got /,
    )
  })

  it('"each" adds a label that the metric cannot have itself', () => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.gauge({ name: 'g', labels: ['thread'], across: 'each' })).toThrow(
      /^gauge "g": labels must be without 'thread', which across: 'each' adds, got /,
    )
    expect(() => registry.gauge({ name: 'g', labels: ['thread'] })).not.toThrow()
  })
})

describe('the exemplars of a metric', () => {
  it.each([5, 'yes', null, { intervalMillis: 5 }])('cannot be %o', (exemplars) => {
    const { registry } = createPrivateRegistry()
    const options = { name: 'x', exemplars: exemplars as unknown as boolean }
    expect(() => registry.counter(options)).toThrow(/^counter "x": exemplars must be a boolean, got /)
    expect(() => registry.histogram(options)).toThrow(/^histogram "x": exemplars must be a boolean, got /)
  })
})
