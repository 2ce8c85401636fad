/** The label values and observations every library records: the same for all, made before anything is timed. */

export const methods: readonly string[] = ['GET', 'PUT', 'POST', 'DELETE']
export const statuses: readonly string[] = ['200', '204', '404', '500']
export const regions: readonly string[] = ['north', 'east', 'south', 'west']
export const tiers: readonly string[] = ['free', 'team', 'business', 'staff']

export const seriesCount = 1_000
export const users: readonly string[] = Array.from({ length: seriesCount }, (_, index) => `user-${index}`)

/** A period of 2^16 makes the index a mask; long enough that no predictor learns it. */
export const orderMask = 0xffff

/** Series numbers at random. */
export const order: Uint16Array = Uint16Array.from(randoms(orderMask + 1, 1), (random) => Math.floor(random * seriesCount))

/** Observations spread over the default buckets and beyond: 1 ms to about 15 s, evenly by order of magnitude. */
export const observations: Float64Array = Float64Array.from(randoms(orderMask + 1, 2), (random) => 0.001 * 15_000 ** random)

/** The bounds Prometheus' guide asks for: 11 buckets and the infinite one. */
export const bounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const quantiles: readonly number[] = [0.5, 0.9, 0.99]

/**
 * What the loops draw from. Each case takes it into constants beside its loop: there the compiler knows them for constant, whereas it looks a variable of another module
 * up in every iteration, which costs as much as the floor itself (2.9 ns through a handle became 5).
 */
export const workload = { methods, statuses, regions, tiers, users, order, orderMask, observations } as const

/** A fixed sequence in [0, 1), the same in every run. */
function randoms(count: number, seed: number): Float64Array {
  const values = new Float64Array(count)
  let state = seed >>> 0
  for (let index = 0; index < count; index++) {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    values[index] = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return values
}
