/** A registry for one test: nobody else sees it, time stands still in it, and bad data throws. */

import { createRegistry, type Problem, type Registry, type RegistryOptions } from '@telltale/core'
import { createManualClock, type ManualClock } from './manual-clock.js'

export interface TestRegistryOptions extends Omit<RegistryOptions, 'shared' | 'clock' | 'timers'> {
  /** For registries that are to share one. @defaultValue a new one */
  readonly clock?: ManualClock
}

export interface TestRegistry {
  readonly registry: Registry
  readonly clock: ManualClock
  /** Everything the registry has announced so far, oldest first. `onProblem`, if given, is told as well. */
  readonly problems: readonly Problem[]
}

/**
 * Makes a registry that is private (`shared: false`), `strict` unless told otherwise, and goes by a manual clock: timers, start times, summary windows and
 * `setToCurrentTime` are exact. It holds nothing that must be closed.
 *
 * @throws TelltaleError `invalid_options` as `createRegistry` does.
 */
export function createTestRegistry(options: TestRegistryOptions = {}): TestRegistry {
  const { clock = createManualClock(), onProblem, ...rest } = options
  const problems: Problem[] = []
  const registry = createRegistry({
    strict: true,
    ...rest,
    shared: false,
    clock,
    timers: clock,
    onProblem(problem) {
      problems.push(problem)
      onProblem?.(problem)
    },
  })
  return { registry, clock, problems }
}
