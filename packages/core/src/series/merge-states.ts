/** Makes one list of states of the lanes' shares of a state set: the newest `set` of each state counts, whichever thread it came from. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { STATE_ON, STATE_STAMP, STATE_VALUE, STATES_BANKS, STATES_VERSION } from './cell-layout.js'

interface StatesShare {
  readonly ref: CellRef
}

/** A reader that is always interrupted gives up after this many tries and takes what it saw last. */
const MAX_TRIES = 8

/**
 * Which of `count` states hold, 1 or 0 each; a state that was never set does not.
 *
 * A thread publishes all its states by one store, and one call gives them one stamp: of two threads that each chose one state of all, the later choice is read whole.
 */
export function mergeStates(arena: Arena, count: number, shares: readonly StatesShare[]): Uint8Array {
  const values = new Uint8Array(count)
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const newest: (number | undefined)[] = []
    const versions = shares.map(({ ref }) => {
      const { words } = arena.page(pageOf(ref)) as Page
      const version = versionOf(words, ref)
      if (version === 0) return version
      for (let state = 0; state < count; state++) {
        const at = stateWord(ref, version, count, state)
        const value = words[at + STATE_VALUE] as number
        const stamp = words[at + STATE_STAMP] as number
        const known = newest[state]
        if (value === 0 || (known !== undefined && ((stamp - known) | 0) <= 0)) continue
        newest[state] = stamp
        values[state] = value === STATE_ON ? 1 : 0
      }
      return version
    })
    const isSteady = shares.every(({ ref }, i) => versionOf((arena.page(pageOf(ref)) as Page).words, ref) === versions[i])
    if (isSteady) break
  }
  return values
}

/** First word of a state in the current bank. */
export function stateWord(ref: CellRef, version: number, count: number, state: number): number {
  return (cellOf(ref) + STATES_BANKS + (version & 1) * count + state) * 2
}

function versionOf(words: Int32Array, ref: CellRef): number {
  return Atomics.load(words, (cellOf(ref) + STATES_VERSION) * 2)
}

/** Whether the share at `ref` holds a `set` of this state that took its stamp after the one given. */
export function isStateSetAfter(arena: Arena, ref: CellRef, count: number, state: number, stamp: number): boolean {
  const { words } = arena.page(pageOf(ref)) as Page
  const at = stateWord(ref, versionOf(words, ref), count, state)
  return words[at + STATE_VALUE] !== 0 && (((words[at + STATE_STAMP] as number) - stamp) | 0) > 0
}
