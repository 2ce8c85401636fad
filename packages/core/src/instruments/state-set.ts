/** State sets: which of a fixed list of states hold. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_GAUGE_STAMP } from '../arena/layout.js'
import { Described, type Description } from '../ground/described.js'
import { quote } from '../ground/quote.js'
import { stateSetCells } from '../series/cell-counts.js'
import { STATE_OFF, STATE_ON, STATE_STAMP, STATE_VALUE, STATES_VERSION } from '../series/cell-layout.js'
import type { StateSetDefinition } from '../series/definition.js'
import { isAfter } from '../series/merge-gauges.js'
import { isStateSetAfter, mergeStates, stateWord } from '../series/merge-states.js'
import { NO_ROOM } from '../series/no-place.js'
import { type LeftBehind, Series } from '../series/series.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import type { BoundStateSet, LabelledStateSet, StateSet } from './state-types.js'
import type { Labels } from './types.js'

type StateSetInstrument = Instrument<StateSetDefinition, StateSetSeries>

/** What becomes of each state, by position: `STATE_ON`, `STATE_OFF`, or 0 to leave it as it is. */
type Change = (state: number) => number

/**
 * The states and the stamps they were set at lie in two banks. A change is made in the idle one, with one stamp for all states it sets, and published by one store of the version: killed
 * before that store, it has not happened; after it, it has.
 */
class StateSetSeries extends Series implements StateSet<string> {
  private readonly instrument: SeriesOwner<StateSetDefinition>
  private leftRef: CellRef = NO_ROOM

  constructor(instrument: SeriesOwner<StateSetDefinition>) {
    super(stateSetCells(instrument.definition))
    this.instrument = instrument
  }

  get name(): string {
    return this.instrument.name
  }

  clear(): void {
    this.instrument.clear()
  }

  set(state: string, isOn: boolean): void {
    const changed = this.states.indexOf(state)
    if (changed < 0) this.instrument.refuse(this, 'set', this.expected, state)
    else if (typeof isOn !== 'boolean') this.instrument.refuse(this, 'set', 'true or false', isOn)
    else this.change((other) => (other !== changed ? 0 : isOn ? STATE_ON : STATE_OFF))
  }

  only(state: string): void {
    const chosen = this.states.indexOf(state)
    if (chosen < 0) this.instrument.refuse(this, 'only', this.expected, state)
    else this.change((other) => (other === chosen ? STATE_ON : STATE_OFF))
  }

  protected override describe(): Description {
    return { kind: 'stateset', name: this.name, value: Object.fromEntries(this.states.map((state) => [state, Number(this.get(state))])) }
  }

  get(state: string): boolean {
    const view = this.instrument.view()
    const slot = view && this.instrument.ownSlot(view, this)
    return slot !== undefined && readState(this.instrument, slot, state)
  }

  change(change: Change): void {
    if (this.hasPlace) this.publish(change)
    else this.instrument.refuse(this, 'change', 'a place', change)
  }

  /** Stamps are an arena's own: nothing is copied, and what was set is set again there. */
  override carry(_to: Arena, _ref: CellRef): void {
    this.leftRef = this.ref
  }

  /** As the newest, unless another thread of the arena left behind had set the state later: that one sets it again when it comes. */
  override carried(left: LeftBehind): void {
    const { leftRef } = this
    const count = this.states.length
    const { words } = left.arena.page(pageOf(leftRef)) as Page
    const version = words[(cellOf(leftRef) + STATES_VERSION) * 2] as number
    const shares = left.shares()
    this.change((state) => {
      const at = stateWord(leftRef, version, count, state)
      const stamp = words[at + STATE_STAMP] as number
      const isOld = shares.some(
        ({ ref, removal }) => isStateSetAfter(left.arena, ref, count, state, stamp) || (removal && isAfter(removal.stamp, stamp)),
      )
      return isOld ? 0 : (words[at + STATE_VALUE] as number)
    })
  }

  private publish(change: Change): void {
    const { arena } = this.instrument.context.seat
    const { words } = arena.page(pageOf(this.ref)) as Page
    const at = (cellOf(this.ref) + STATES_VERSION) * 2
    const before = words[at] as number
    // 0 means "never set", so the version steps over it when it wraps; its low bit keeps alternating.
    const version = (before + 1) | 0 || 2
    const stamp = (Atomics.add(arena.words, HEADER_GAUGE_STAMP, 1) + 1) | 0
    const count = this.states.length
    for (let state = 0; state < count; state++) {
      const from = stateWord(this.ref, before, count, state)
      const to = stateWord(this.ref, version, count, state)
      const value = change(state)
      words[to + STATE_STAMP] = value === 0 ? (words[from + STATE_STAMP] as number) : stamp
      words[to + STATE_VALUE] = value === 0 ? (words[from + STATE_VALUE] as number) : value
    }
    Atomics.store(words, at, version)
  }

  private get states(): readonly string[] {
    return this.instrument.definition.states
  }

  private get expected(): string {
    return `one of ${this.states.map(quote).join(', ')}`
  }
}

class LabelledStateSets<L extends string> extends Described implements LabelledStateSet<L, string> {
  private readonly instrument: StateSetInstrument

  constructor(instrument: StateSetInstrument) {
    super()
    this.instrument = instrument
  }

  protected override describe(): Description {
    return this.instrument.describe()
  }

  get name(): string {
    return this.instrument.name
  }

  remove(labels: Labels<L>): boolean {
    return this.instrument.remove(labels)
  }

  clear(): void {
    this.instrument.clear()
  }

  with(labels: Labels<L>): BoundStateSet<string> {
    return this.instrument.resolve(labels)
  }

  set(labels: Labels<L>, state: string, isOn: boolean): void {
    this.instrument.resolve(labels).set(state, isOn)
  }

  only(labels: Labels<L>, state: string): void {
    this.instrument.resolve(labels).only(state)
  }

  get(labels: Labels<L>, state: string): boolean {
    const view = this.instrument.view()
    const slot = view && this.instrument.slotOf(view, labels)
    return slot !== undefined && readState(this.instrument, slot, state)
  }
}

function readState(instrument: SeriesOwner<StateSetDefinition>, slot: number, state: string): boolean {
  const view = instrument.view()
  const { states } = instrument.definition
  return view !== undefined && mergeStates(view.arena, states.length, view.sharesOf(slot))[states.indexOf(state)] === 1
}

export function createStateSet(
  context: InstrumentContext,
  definition: StateSetDefinition,
  bounds: SeriesBounds,
): StateSet<string> | LabelledStateSet<string, string> {
  const instrument: StateSetInstrument = new Instrument(context, definition, bounds, (self) => new StateSetSeries(self))
  return instrument.isLabelled ? new LabelledStateSets<string>(instrument) : instrument.bare()
}
