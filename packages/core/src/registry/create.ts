/** How a thread gets at its registries. */

import type { ArenaHandle } from '../arena/joining.js'
import { TelltaleError } from '../ground/errors.js'
import { collectFaults, type Faults } from '../ground/faults.js'
import { handleOf, type Seat, takePrivateSeat, takeSeat } from '../series/seat.js'
import { EXPIRY, isExpiry } from './define.js'
import { isBetween, MAX_WAIT_MILLIS } from './define-observed.js'
import { isSwitchedOff } from './environment.js'
import { areFilters } from './filter.js'
import { ThreadRegistry } from './registry.js'
import { checkScope } from './scope.js'
import { watchMembership } from './self-metrics.js'
import type { Registry, RegistryOptions } from './types.js'

/** This thread's seat, taken when the library is loaded, so that workers started from now on find the arena. */
const seat: Seat = takeSeat()
const registries = new Map<string, ThreadRegistry>()

const DEFAULT_NAME = 'default'
const MAX_REGISTRY_NAME_LENGTH = 256
const MIN_OBSERVE_INTERVAL_MILLIS = 100

/**
 * The registry of this name: made at the first call, the same object at every further one in this thread, and one with the registries of this name in all other
 * threads of the process. An option that is given takes effect in this thread from then on, for metrics not made yet; one that is left out stays as it was, so that a library that merely
 * asks for the registry changes nothing.
 *
 * @throws TelltaleError `invalid_options` naming every faulty option.
 */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const faults = collectFaults('createRegistry')
  faults.expect(typeof options === 'object' && options !== null, 'options', 'an object', options)
  faults.throwIfAny()
  const { name = DEFAULT_NAME, shared = true, strict, maxSeriesPerMetric, expireAfterMillis, onProblem } = options
  const { observeIntervalMillis, exemplars, filters, enabled, clock, timers } = options
  faults.expect(
    typeof name === 'string' && name !== '' && name.length <= MAX_REGISTRY_NAME_LENGTH,
    'name',
    `a string of 1 to ${MAX_REGISTRY_NAME_LENGTH} characters`,
    name,
  )
  faults.expect(typeof shared === 'boolean', 'shared', 'a boolean', shared)
  faults.expect(strict === undefined || typeof strict === 'boolean', 'strict', 'a boolean', strict)
  faults.expect(
    maxSeriesPerMetric === undefined || (Number.isInteger(maxSeriesPerMetric) && maxSeriesPerMetric >= 1),
    'maxSeriesPerMetric',
    'a whole number from 1',
    maxSeriesPerMetric,
  )
  faults.expect(isExpiry(expireAfterMillis), 'expireAfterMillis', EXPIRY, expireAfterMillis)
  const { intervalMillis, source } = (typeof exemplars === 'object' && exemplars) || {}
  faults.expect(
    exemplars === undefined || typeof exemplars === 'boolean' || (typeof exemplars === 'object' && exemplars !== null),
    'exemplars',
    'a boolean, or an object of settings',
    exemplars,
  )
  faults.expect(
    intervalMillis === undefined || (Number.isFinite(intervalMillis) && intervalMillis >= 0),
    'exemplars.intervalMillis',
    'a finite number that is not negative',
    intervalMillis,
  )
  faults.expect(source === undefined || typeof source === 'function', 'exemplars.source', 'a function', source)
  faults.expect(
    observeIntervalMillis === undefined ||
      observeIntervalMillis === 0 ||
      isBetween(observeIntervalMillis, MIN_OBSERVE_INTERVAL_MILLIS, MAX_WAIT_MILLIS),
    'observeIntervalMillis',
    `0, or a number from ${MIN_OBSERVE_INTERVAL_MILLIS} to ${MAX_WAIT_MILLIS}`,
    observeIntervalMillis,
  )
  checkScope(faults, options)
  faults.expect(filters === undefined || areFilters(filters), 'filters', 'an array of meter filters', filters)
  faults.expect(enabled === undefined || typeof enabled === 'boolean', 'enabled', 'a boolean', enabled)
  faults.expect(onProblem === undefined || typeof onProblem === 'function', 'onProblem', 'a function', onProblem)
  expectTime(faults, shared, 'clock', clock, ['wallMillis', 'monotonicMillis'])
  expectTime(faults, shared, 'timers', timers, ['after', 'every'])
  faults.throwIfAny()

  if (!shared) return new ThreadRegistry((enabled ?? !isSwitchedOff()) ? takePrivateSeat(clock, timers) : seat, options)
  const known = registries.get(name)
  known?.configure(options)
  if (known) return known
  const made = new ThreadRegistry(seat, options)
  registries.set(name, made)
  if (name === DEFAULT_NAME && seat.membership) watchMembership(seat.membership, made)
  return made
}

/** Time of one's own is for private registries, and comes whole. */
function expectTime(faults: Faults, shared: boolean, field: string, given: object | undefined, methods: readonly string[]): void {
  const isWhole = (value: object | null): boolean =>
    value !== null && methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
  faults.expect(given === undefined || !shared, field, 'left out, or shared: false given with it', given)
  faults.expect(given === undefined || isWhole(given), field, `an object with the methods ${methods.join(' and ')}`, given)
}

/** Empties the shared registries that this thread has made, in all threads. Their instruments stay good. */
export function resetRegistries(): void {
  for (const registry of registries.values()) registry.reset()
}

/**
 * What another thread of this process passes to `attach`. Workers started after the library was loaded need none of this. Undefined where memory
 * cannot be shared.
 */
export function arenaHandle(): ArenaHandle | undefined {
  return handleOf(seat)
}

/**
 * Joins the arena behind a handle now, instead of waiting for a thread that has one to answer. What this thread recorded so far moves along: nothing is lost or counted
 * twice. Calling it again, or from a thread that is in that arena, does nothing.
 *
 * @throws TelltaleError `invalid_arena` when the handle is not one, or was made by a release that lays memory out differently.
 */
export function attach(handle: ArenaHandle): void {
  if (typeof handle !== 'object' || handle === null)
    throw new TelltaleError('invalid_arena', 'attach: expected a handle made by arenaHandle()')
  seat.membership?.join(handle)
}
