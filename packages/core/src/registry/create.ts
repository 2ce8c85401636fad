/** How a thread gets at its registries. */

import type { ArenaHandle } from '../arena/joining.js'
import { TelltaleError } from '../ground/errors.js'
import { collectFaults } from '../ground/faults.js'
import { handleOf, type Seat, takePrivateSeat, takeSeat } from '../series/seat.js'
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
  const { name = DEFAULT_NAME, shared = true, strict, maxSeriesPerMetric, filters, enabled, onProblem } = options
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
  checkScope(faults, options)
  faults.expect(filters === undefined || areFilters(filters), 'filters', 'an array of meter filters', filters)
  faults.expect(enabled === undefined || typeof enabled === 'boolean', 'enabled', 'a boolean', enabled)
  faults.expect(onProblem === undefined || typeof onProblem === 'function', 'onProblem', 'a function', onProblem)
  faults.throwIfAny()

  if (!shared) return new ThreadRegistry((enabled ?? !isSwitchedOff()) ? takePrivateSeat() : seat, options)
  const known = registries.get(name)
  known?.configure(options)
  if (known) return known
  const made = new ThreadRegistry(seat, options)
  registries.set(name, made)
  if (name === DEFAULT_NAME && seat.membership) watchMembership(seat.membership, made)
  return made
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
