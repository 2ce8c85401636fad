/** The few statistics a benchmark needs: quantiles, medians and paired ratios. */

export interface Spread {
  readonly median: number
  /** First and third quartile. */
  readonly low: number
  readonly high: number
  readonly best: number
  readonly sampleCount: number
}

/** The `q`-quantile by linear interpolation between the two nearest values; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.ceil(position)
  const atBelow = sorted[below] as number
  return atBelow + ((sorted[above] as number) - atBelow) * (position - below)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: median(values),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    best: Math.min(...values),
    sampleCount: values.length,
  }
}

/**
 * The median of `numerators[i] / denominators[i]`.
 *
 * Both were measured in the same rounds, one right after the other, so whatever else the machine did in a round weighs on both and leaves
 * their ratio alone; a ratio of two medians would mix rounds.
 */
export function pairedRatio(numerators: readonly number[], denominators: readonly number[]): number {
  const rounds = Math.min(numerators.length, denominators.length)
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) ratios.push((numerators[round] as number) / (denominators[round] as number))
  return median(ratios)
}

/** The median of `left[i] - right[i]`, for figures that are costs over something. */
export function pairedDifference(left: readonly number[], right: readonly number[]): number {
  const rounds = Math.min(left.length, right.length)
  const differences: number[] = []
  for (let round = 0; round < rounds; round++) differences.push((left[round] as number) - (right[round] as number))
  return median(differences)
}
