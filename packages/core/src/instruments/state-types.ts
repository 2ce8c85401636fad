/** Infos and state sets as their users see them. */

import type { LabelledInstrument, Labels, MetricOptions } from './types.js'

// --- info ---------------------------------------------------------------------------------------------------------------------------

/** An info has no unit, and it is no less true for being old: it does not expire. */
export interface InfoOptions<L extends string> extends Omit<MetricOptions, 'unit' | 'maxSeries' | 'expireAfterMillis'> {
  /** What is to be known, by name. Numbers, booleans and bigints become their text; null, undefined and `''` leave the label out. */
  readonly labels: Labels<L>
}

/** Facts about the program as labels of a series whose value is always 1: its version, its commit, the runtime it runs on. */
export interface Info<L extends string> {
  readonly name: string
  /**
   * Shows these values in place of those this thread gave before. Those of other threads stay beside them where they differ, also when such a thread has ended.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  set(labels: Labels<L>): void
}

// --- state set ----------------------------------------------------------------------------------------------------------------------

export interface StateSetOptions<S extends string> extends Omit<MetricOptions, 'unit'> {
  /** 1 to 256 different texts, none of them empty. None holds at first. */
  readonly states: readonly S[]
}

/** Which of the states hold, in one series. Of several threads the newest call counts, state by state, also when its thread has ended. */
export interface BoundStateSet<S extends string> {
  /** Says of one state whether it holds. A state that was not declared is bad data: dropped and counted (thrown by a `strict` registry). */
  set(state: S, isOn: boolean): void
  /** This state holds and no other. A reader sees all of it or nothing: there is never a moment with two states, or none. */
  only(state: S): void
  /** Whether a state holds, for the whole process. Costs a read of the arena. */
  get(state: S): boolean
}

export interface StateSet<S extends string> extends BoundStateSet<S> {
  readonly name: string
  /** No state holds, in any thread. */
  clear(): void
}

export interface LabelledStateSet<L extends string, S extends string> extends LabelledInstrument<L, BoundStateSet<S>> {
  set(labels: Labels<L>, state: S, isOn: boolean): void
  only(labels: Labels<L>, state: S): void
  get(labels: Labels<L>, state: S): boolean
}
