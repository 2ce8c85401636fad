/** Times several loops against each other in one process, a sample of each in every round. */

/** One thing to be timed. */
export interface Contender {
  readonly name: string
  /** Runs the measured call `iterations` times and does nothing else. */
  readonly loop: (iterations: number) => void
}

export interface SamplingPlan {
  readonly roundCount: number
  /** How long one sample should take: long against the clock's resolution, short against what else happens on the machine. */
  readonly sampleMillis: number
  /** How long each loop runs before anything is timed, so that the compiler has made up its mind. */
  readonly warmUpMillis: number
}

export interface Samples {
  /** Nanoseconds per iteration, one per round. */
  readonly nanos: ReadonlyMap<string, readonly number[]>
  /** Iterations run by each contender in all, warm-up included: what its sink must show afterwards. */
  readonly iterations: ReadonlyMap<string, number>
}

/**
 * Samples every contender once a round, in an order that moves on by one each round, so that nobody always follows the same neighbour.
 *
 * @param beforeRound Runs before every round, outside the timing.
 */
export function sampleInterleaved(contenders: readonly Contender[], plan: SamplingPlan, beforeRound: () => void = () => {}): Samples {
  const nanos = new Map<string, number[]>()
  const iterations = new Map<string, number>()
  const perSample = new Map<string, number>()

  const run = (contender: Contender, count: number): number => {
    const started = process.hrtime.bigint()
    contender.loop(count)
    const elapsedNanos = Number(process.hrtime.bigint() - started)
    iterations.set(contender.name, (iterations.get(contender.name) ?? 0) + count)
    return elapsedNanos
  }

  for (const contender of contenders) {
    nanos.set(contender.name, [])
    perSample.set(
      contender.name,
      warmUp((count) => run(contender, count), plan),
    )
  }
  for (let round = 0; round < plan.roundCount; round++) {
    beforeRound()
    for (let position = 0; position < contenders.length; position++) {
      const contender = contenders[(position + round) % contenders.length] as Contender
      const count = perSample.get(contender.name) as number
      nanos.get(contender.name)?.push(run(contender, count) / count)
    }
  }
  return { nanos, iterations }
}

/** Runs ever longer samples for the warm-up time and answers how many iterations make one sample. */
function warmUp(run: (count: number) => number, plan: SamplingPlan): number {
  let count = 64
  let spentNanos = 0
  let nanosPerIteration = 1
  do {
    const elapsedNanos = run(count)
    spentNanos += elapsedNanos
    nanosPerIteration = Math.max(elapsedNanos / count, 0.05)
    count = Math.min(count * 2, Math.ceil((plan.sampleMillis * 1e6) / nanosPerIteration))
  } while (spentNanos < plan.warmUpMillis * 1e6)
  return Math.max(1, Math.round((plan.sampleMillis * 1e6) / nanosPerIteration))
}
