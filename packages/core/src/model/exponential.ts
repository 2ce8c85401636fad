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
/** By biased exponent: what takes a number of it into [1, 2). */
const RECIPROCALS = Float64Array.from({ length: 2_048 }, (_, exponent) => 2 ** (EXPONENT_BIAS - exponent))

class Scale implements ExponentialScale {
  readonly scale: number
  private readonly count: number
  private readonly upperToRepresentative: number
  private readonly guessShift: number
  /** Upper bounds of the buckets of [1, 2]; `bounds[j]` = 2^((j + 1) / 2^s). */
  private readonly bounds: Float64Array
  /** By the top bits of the mantissa: the first bucket that can hold such a value. One step up at most is missing then. */
  private readonly guesses: Int32Array
  private readonly number = new Float64Array(1)
  private readonly words = new Uint32Array(this.number.buffer)

  constructor(scale: number) {
    this.scale = scale
    const base = 2 ** (2 ** -scale)
    this.upperToRepresentative = 2 / (1 + base)
    this.count = 2 ** scale
    this.bounds = Float64Array.from({ length: this.count }, (_, j) => 2 ** ((j + 1) / this.count))
    const guessBits = scale + 1
    this.guessShift = MANTISSA_HIGH_BITS - guessBits
    this.guesses = Int32Array.from({ length: 2 ** guessBits }, (_, cell) => {
      const start = 1 + cell / 2 ** guessBits
      return this.bounds.findIndex((bound) => start < bound)
    })
  }

  indexOf(value: number): number {
    const { number, words, bounds } = this
    number[0] = value
    let high = words[1] as number
    let exponent = high >>> MANTISSA_HIGH_BITS
    if (exponent === 0) {
      // Subnormal: scale it up to get a mantissa of full width.
      number[0] = value * 2 ** 54
      high = words[1] as number
      exponent = (high >>> MANTISSA_HIGH_BITS) - 54
    }
    const octave = (exponent - EXPONENT_BIAS) * this.count
    // Scaling by a power of two is exact, and cheaper than writing the mantissa back: loading what two stores wrote stalls.
    const fraction = (number[0] as number) * (RECIPROCALS[high >>> MANTISSA_HIGH_BITS] as number)
    if (fraction === 1) return octave - 1
    let bucket = this.guesses[(high & MANTISSA_HIGH_MASK) >>> this.guessShift] as number
    while (fraction > (bounds[bucket] as number)) bucket++
    return octave + bucket
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
