/** Collecting garbage on demand. Needs `--expose-gc`; without it nothing is collected. */

type Collector = (options?: { type: 'minor' }) => void

const collector = (): Collector | undefined => (globalThis as { gc?: Collector }).gc

/** Collects all garbage, several times because finalizers free more. */
export function collectGarbage(): void {
  for (let pass = 0; pass < 4; pass++) collector()?.()
}

/** Collects the young generation only, so that one step's garbage does not weigh on the timing of the next. */
export function collectYoungGarbage(): void {
  collector()?.({ type: 'minor' })
}
