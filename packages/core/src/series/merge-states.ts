/** Makes one list of states of the lanes' shares of a state set: the newest `set` of each state counts, whichever thread it came from. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { STATE_ON, STATE_STAMP, STATE_VALUE, STATES_BANKS, STATES_VERSION } from './cell-layout.js'
import type { Share } from './shares.js'

/** A thread that publishes without pause (5 states: 70 ns a call) often changes a bank while it is copied, but not so many times in a row. */
const MAX_COPIES = 2_000
/** A reader whose lanes always changed while it went through them takes what it saw last: each lane's states as they were together. */
const MAX_TRIES = 8

/**
 * Which of `count` states hold, 1 or 0 each; a state that was never set does not.
 *
 * A thread publishes all its states by one store, and one call gives them one stamp: of two threads that each chose one state of all, the later choice is read whole.
 */
export function mergeStates(arena: Arena, count: number, shares: readonly Share[]): Uint8Array {
  const values = new Uint8Array(count)
  const copy = new Int32Array(count * 2)
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const newest: (number | undefined)[] = []
    const versions = shares.map(({ ref, removal }) => {
      const version = copyBank(arena, ref, count, copy)
      for (let state = 0; state < count; state++) {
        const value = copy[state * 2 + STATE_VALUE] as number
        const stamp = copy[state * 2 + STATE_STAMP] as number
        const known = newest[state]
        if (value === 0 || (known !== undefined && !isAfter(stamp, known)) || (removal && !isAfter(stamp, removal.stamp))) continue
        newest[state] = stamp
        values[state] = value === STATE_ON ? 1 : 0
      }
      return version
    })
    if (shares.every(({ ref }, i) => versionOf((arena.page(pageOf(ref)) as Page).words, ref) === versions[i])) break
  }
  return values
}

/**
 * Copies the current bank of a share as it was at one moment, and answers the version of that moment. Whole runs of words are copied at a time: a loop over them, not compiled yet, took longer
 * than a writer takes for the next change, and every copy was torn (15 of 60 fresh processes saw one).
 */
function copyBank(arena: Arena, ref: CellRef, count: number, copy: Int32Array): number {
  const { words } = arena.page(pageOf(ref)) as Page
  const banks = [0, 1].map((bank) => words.subarray(stateWord(ref, bank, count, 0), stateWord(ref, bank, count, count))) as [
    Int32Array,
    Int32Array,
  ]
  let version = versionOf(words, ref)
  for (let attempt = 0; attempt < MAX_COPIES; attempt++) {
    copy.set((version & 1) === 0 ? banks[0] : banks[1])
    const since = versionOf(words, ref)
    if (since === version) break
    version = since
  }
  return version
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
  return words[at + STATE_VALUE] !== 0 && isAfter(words[at + STATE_STAMP] as number, stamp)
}

/** Stamps wrap: what counts is the signed difference. */
function isAfter(stamp: number, other: number): boolean {
  return ((stamp - other) | 0) > 0
}
