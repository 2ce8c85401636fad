/**
 * Exponential buckets: the one structure behind summary windows (and everything else that stores a distribution with a stated relative error).
 *
 * At scale `s` the base is 2^(2^-s): 2^s buckets double the value. Bucket `i` covers (base^i, base^(i+1)], upper bound included: the layout of OpenTelemetry's
 * exponential histogram; Prometheus counts the same buckets from one higher (schema = scale, its index = i + 1).
 */

export interface ExponentialScale {
  readonly scale: number
  /** Index of the bucket that holds a finite value > 0. Exact at every boundary; 2–4 ns from scale 0 on. */
  indexOf(value: number): number
  /** Inclusive upper bound of a bucket. */
  upperBound(index: number): number
  /**
   * The value that stands for a bucket: at most `(base - 1) / (base + 1)` off, relative to any value in it.
   * The harmonic mean of the bounds, as in DDSketch (Masson, Rim, Lee: VLDB 2019, section 2.1).
   */
  representative(index: number): number
}

/** The coarsest scale there is: that of the coarsest Prometheus schema. */
export const MIN_SCALE = -4
export const MAX_SCALE = 10

const scales = new Map<number, ExponentialScale>()

/** The scale object for a number in [MIN_SCALE, MAX_SCALE]; one object a scale. */
export function exponentialScale(scale: number): ExponentialScale {
  const known = scales.get(scale)
  if (known) return known
  const made = scale < 0 ? new CoarseScale(scale) : new Scale(scale)
  scales.set(scale, made)
  return made
}

/** The coarsest scale whose bounds grow by at most `growthFactor` from one to the next, or undefined when none is fine enough. */
export function scaleForGrowthFactor(growthFactor: number): number | undefined {
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) if (2 ** (2 ** -scale) <= growthFactor) return scale
  return undefined
}

/** The coarsest scale whose representatives are within `relativeError` of every value, or undefined when none is fine enough. */
export function scaleForRelativeError(relativeError: number): number | undefined {
  for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) {
    const base = 2 ** (2 ** -scale)
    if ((base - 1) / (base + 1) <= relativeError) return scale
  }
  return undefined
}

const MANTISSA_HIGH_BITS = 20
const MANTISSA_HIGH_MASK = 2 ** MANTISSA_HIGH_BITS - 1
const EXPONENT_BIAS = 1_023

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)

/** High bits of the mantissa of a number in [1, 2]; those of 2 are one more than all bits set. */
function mantissaHighOf(value: number): number {
  number[0] = value
  return value === 2 ? MANTISSA_HIGH_MASK + 1 : (words[1] as number) & MANTISSA_HIGH_MASK
}

class Scale implements ExponentialScale {
  readonly scale: number
  private readonly count: number
  private readonly upperToRepresentative: number
  private readonly cellShift: number
  /** Upper bounds of the buckets of [1, 2]; `bounds[j]` = 2^((j + 1) / 2^s). */
  private readonly bounds: Float64Array
  /**
   * The interval [1, 2) in 2^(s + 1) cells, by the high bits of the mantissa with the 1 before them: the bucket of the lowest value of the cell, and the high bits of that bucket's bound. The bucket
   * above it reaches beyond the cell.
   */
  private readonly cells: Int32Array

  constructor(scale: number) {
    this.scale = scale
    const base = 2 ** (2 ** -scale)
    this.upperToRepresentative = 2 / (1 + base)
    this.count = 1 << scale
    this.bounds = Float64Array.from({ length: this.count }, (_, j) => 2 ** ((j + 1) / this.count))
    this.cellShift = MANTISSA_HIGH_BITS - scale - 1
    const cellCount = 2 ** (scale + 1)
    this.cells = new Int32Array(cellCount * 4)
    for (let cell = 0; cell < cellCount; cell++) {
      const bucket = this.bounds.findIndex((bound) => 1 + cell / cellCount < bound)
      this.cells.set([bucket, mantissaHighOf(this.bounds[bucket] as number)], (cellCount + cell) * 2)
    }
  }

  /** Whole numbers and three arrays: with the mantissa as a fraction, compared with bounds as such, it was five and took twice as long in a histogram. */
  indexOf(value: number): number {
    number[0] = value
    const high = words[1] as number
    const mantissa = high & MANTISSA_HIGH_MASK
    const cell = ((mantissa | (1 << MANTISSA_HIGH_BITS)) >>> this.cellShift) * 2
    const { cells } = this
    const room = (cells[cell + 1] as number) - mantissa
    const exponent = high >>> MANTISSA_HIGH_BITS
    // What only the low bits can tell, what may be a power of two, and subnormal numbers.
    if (room === 0 || mantissa === 0 || exponent === 0) return this.exactIndexOf(value)
    // The sign of the room is a step or none, as a number: there is no branch to mispredict.
    return ((exponent - EXPONENT_BIAS) << this.scale) + (cells[cell] as number) + (room >>> 31)
  }

  private exactIndexOf(value: number): number {
    // A subnormal number is scaled up to get a mantissa of full width.
    const lift = value < 2 ** -1_022 ? 54 : 0
    number[0] = value * 2 ** lift
    const exponent = ((words[1] as number) >>> MANTISSA_HIGH_BITS) - EXPONENT_BIAS
    const octave = (exponent - lift) << this.scale
    const fraction = (number[0] as number) / 2 ** exponent
    return fraction === 1 ? octave - 1 : octave + this.bounds.findIndex((bound) => fraction <= bound)
  }

  upperBound(index: number): number {
    const octave = Math.floor(index / this.count)
    return scaleByPower(this.bounds[index - octave * this.count] as number, octave)
  }

  representative(index: number): number {
    const octave = Math.floor(index / this.count)
    return scaleByPower((this.bounds[index - octave * this.count] as number) * this.upperToRepresentative, octave)
  }
}

/** Below scale 0 a bucket is several octaves: whole powers of two, 2^-scale of them. */
class CoarseScale implements ExponentialScale {
  readonly scale: number
  /** Octaves a bucket. */
  private readonly octaves: number
  private readonly lowerToRepresentative: number

  constructor(scale: number) {
    this.scale = scale
    this.octaves = 2 ** -scale
    const base = 2 ** this.octaves
    this.lowerToRepresentative = (2 * base) / (1 + base)
  }

  indexOf(value: number): number {
    return Math.floor(exponentialScale(0).indexOf(value) / this.octaves)
  }

  upperBound(index: number): number {
    return 2 ** ((index + 1) * this.octaves)
  }

  representative(index: number): number {
    return scaleByPower(this.lowerToRepresentative, index * this.octaves)
  }
}

/** Least exponent of which 2 to its power is not 0. */
const MIN_EXPONENT = -1_074

/** `value` × 2^`exponent`, for values in (1, 2], where the power alone would be 0 as well. */
function scaleByPower(value: number, exponent: number): number {
  return exponent < MIN_EXPONENT ? (value / 2) * 2 ** (exponent + 1) : value * 2 ** exponent
}
