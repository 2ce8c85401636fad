/** What all instruments have in common: one definition, its series in this thread, and what happens to bad data. */

import type { Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_REMOVALS, HEADER_SHARES } from '../arena/layout.js'
import { TelltaleError } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { every } from '../ground/timers.js'
import { cellCountOf } from '../series/cell-layout.js'
import { type Definition, definitionText } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { createLabelIndex, type LabelIndex } from '../series/label-index.js'
import { labelTexts } from '../series/label-values.js'
import type { Reader } from '../series/reader.js'
import { isLabelPartShort, MAX_LABEL_PART_BYTES } from '../series/records.js'
import { hasMoved } from '../series/removal.js'
import type { FamilyNumber, Removable, Seat } from '../series/seat.js'
import { DISCARDED, NO_ROOM, OVERFLOWED, REMOVED, type Series } from '../series/series.js'
import { createExpiry, expiryIntervalMillis } from './expiry.js'

/** Why an update was not recorded; the `reason` label of `telltale_dropped_updates_total`. */
export type DropReason = 'bad_value' | 'bad_label' | 'arena_full'

/** What a registry lends its instruments. */
export interface InstrumentContext {
  readonly seat: Seat
  readonly report: ProblemReporter
  /** Whether bad data throws. */
  isStrict(): boolean
  /** A reader of everything, brought up to date. */
  read(): Reader
  /** A reader of `last` gauges alone, brought up to date: what a `set` needs of other threads. */
  readPeers(): Reader
  readonly tallies: UpdateTallies
}

/** How many series a metric may have, and for how long. */
export interface SeriesBounds {
  readonly maxSeries: number
  /** Undefined: for ever. */
  readonly expireAfterMillis: number | undefined
}

/** Counts what became of updates that were not recorded as they came. */
export interface UpdateTallies {
  dropped(metric: string, reason: DropReason): void
  /** It went to its metric's overflow series. */
  overflowed(metric: string): void
  /** It was recorded under a label value in which a lone surrogate was replaced. */
  repaired(metric: string): void
}

/** Label value of the series that takes what is beyond a metric's limit, on every label. */
export const OVERFLOW_VALUE = '__overflow__'

/** An instrument as its series see it. */
export interface SeriesOwner<D extends Definition> {
  readonly name: string
  readonly definition: D
  readonly context: InstrumentContext
  /** This family as the whole process has it, or undefined when it found no room in the arena or another definition of the name is read. */
  view(): FamilyView | undefined
  /** The slot of one of this thread's own series. */
  ownSlot(view: FamilyView, series: Series): number | undefined
  /**
   * Deals with an update that its series could not record. One that was removed is made anew and records it; what is beyond the metric's limit is recorded in the overflow series and
   * counted; without room in the arena it is dropped and counted; and else its value is bad data, which is counted, announced once, and thrown by a strict registry.
   * @param operation Name of the method, which is called again with the value where that helps.
   */
  refuse(series: Series, operation: string, expected: string, value: unknown): void
  /** Counts an update for which the arena had no room. Never throws. */
  loseUpdate(): void
  /** Removes every series of the instrument. */
  clear(): void
}

/** @typeParam S What one series of this instrument is. */
export class Instrument<D extends Definition, S extends Series> implements SeriesOwner<D> {
  readonly context: InstrumentContext
  readonly definition: D
  /** Looked up first by every labelled call. */
  readonly index: LabelIndex<S>
  private readonly makeSeries: (owner: SeriesOwner<D>) => S
  private readonly maxSeries: number
  private family: FamilyNumber | undefined
  private seriesCount = 0
  private only: S | undefined = undefined
  /** Handles that were held while their series was removed and made anew by another call: they write where the one in the index does. */
  private twins: WeakRef<S>[] = []
  /** The family last read, once it was seen to have this definition. */
  private agreed: FamilyView | undefined = undefined
  private discard: S | undefined = undefined
  private overflowing: S | undefined = undefined
  private overflowSeries: S | undefined = undefined
  /** Removals in the arena when this instrument last looked whether its own series are concerned. */
  private seenRemovals = 0

  constructor(context: InstrumentContext, definition: D, bounds: SeriesBounds, makeSeries: (owner: SeriesOwner<D>) => S) {
    this.context = context
    this.definition = definition
    this.maxSeries = bounds.maxSeries
    this.makeSeries = makeSeries
    this.index = createLabelIndex(definition.labelNames)
    this.index.isWary = context.seat.look()
    this.family = this.declareFamily()
    context.seat.onMoved(() => {
      this.seenRemovals = 0
    })
    this.expire(bounds.expireAfterMillis)
  }

  get name(): string {
    return this.definition.name
  }

  /**
   * The series of a label set, made if it is new. Where the labels cannot be recorded, the answer is a series nobody reads.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  resolve(labels: object): S {
    return this.index.find(labels) ?? this.resolveSlowly(labels)
  }

  /** The one series of an instrument without labels. */
  bare(): S {
    this.only ??= this.declare([])
    return this.only
  }

  /** This thread's series of a label set, if it has been made. */
  known(labels: object): S | undefined {
    const texts = labelTexts(this.name, this.definition.labelNames, labels)
    return Array.isArray(texts) ? this.index.get(texts) : undefined
  }

  /** The slot of a label set in a reader's view, declared by whichever thread; undefined when there is none. */
  slotOf(view: FamilyView, labels: object): number | undefined {
    const texts = labelTexts(this.name, this.definition.labelNames, labels)
    return Array.isArray(texts) ? view.find(texts) : undefined
  }

  view(): FamilyView | undefined {
    const view = this.context.read().family(this.definition.registry, this.name)
    if (view === this.agreed) return view
    // Another thread was first to define this name, differently: what is read there is not this metric.
    if (view && definitionText(view.definition) !== definitionText(this.definition)) return undefined
    this.agreed = view
    return view
  }

  ownSlot(view: FamilyView, series: Series): number | undefined {
    const { rootPage } = this.context.seat
    if (rootPage === undefined) return undefined
    return view.slotAt(rootPage, series.ref === OVERFLOWED ? this.overflow().ref : series.ref)
  }

  refuse(series: Series, operation: string, expected: string, value: unknown): void {
    if (series.hasPlace) {
      this.reject('bad_value', `${operation}: expected ${expected}, got ${quote(value)}`)
    } else if (series.ref === NO_ROOM) {
      this.loseUpdate()
    } else if (series.ref === OVERFLOWED) {
      this.context.tallies.overflowed(this.name)
      this.overflow().redo(operation, value)
    } else if (series.ref === REMOVED) {
      this.revive(series as S)
      series.redo(operation, value)
    }
  }

  /**
   * Removes the series of a label set, in all threads: from now on it counts from zero, and is not there until something is recorded. Answers whether it was there.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  remove(labels: object): boolean {
    const texts = labelTexts(this.name, this.definition.labelNames, labels)
    return Array.isArray(texts) && this.removeTexts(texts)
  }

  removeTexts(texts: readonly string[]): boolean {
    const own = this.index.get(texts)
    const wasOwn = own !== undefined && this.letGo(texts, own)
    const view = this.view()
    return (view !== undefined && this.removeSlots(view, view.findAll(texts))) || wasOwn
  }

  /** Removes every series; one without labels begins again at zero. */
  clear(): void {
    for (const [texts, series] of [...this.index.entries()]) this.letGo(texts, series)
    if (this.only) this.letGo([], this.only)
    const view = this.view()
    if (view) this.removeSlots(view, Array(view.length).keys())
    if (this.only) this.revive(this.only)
  }

  /** Removes what is left of a slot's shares: those of other threads, and those in this thread's lane that the thread before it left and no handle has. */
  private removeSlots(view: FamilyView, slots: Iterable<number>): boolean {
    const { seat } = this.context
    const others: Removable[] = []
    let count = 0
    for (const slot of slots) {
      for (const share of view.sharesOf(slot)) {
        const { root, ref, removal } = share
        if (removal && !hasMoved(seat.arena, this.definition, ref, removal)) continue
        count++
        if (root.number === seat.rootPage) this.release(ref)
        else others.push({ rootPage: root.number, ref, incarnation: view.incarnationOf(share) })
      }
    }
    if (others.length > 0 && !(this.family !== undefined && seat.remove(this.family, others))) this.reportFullArena()
    return count > 0
  }

  private expire(afterMillis: number | undefined): void {
    if (afterMillis === undefined || this.definition.labelNames.length === 0) return
    const { seat } = this.context
    every(
      expiryIntervalMillis(afterMillis),
      createExpiry(this, afterMillis, seat.clock, () => seat.rootPage),
    )
  }

  private shownTexts(): (readonly string[])[] {
    const view = this.view()
    return view ? Array.from(view.labelSets(view.shown()), ({ values }) => values.slice(0, this.definition.labelNames.length)) : []
  }

  /** Lets go of this thread's share. Its handles make it anew when they are used again. */
  private letGo(texts: readonly string[], series: S): boolean {
    const { ref } = series
    if (!series.hasPlace || !this.release(ref)) return false
    this.index.delete(texts)
    if (series !== this.only) this.seriesCount--
    if (series === this.overflowSeries) this.overflowSeries = undefined
    const twins = this.twins.flatMap((twin) => twin.deref() ?? [])
    for (const handle of [series, ...twins.filter((twin) => twin.ref === ref)]) {
      handle.detach(cellCountOf(this.definition), REMOVED)
      handle.rest = texts
    }
    this.twins = this.twins.filter((twin) => twin.deref()?.hasPlace)
    return true
  }

  private release(ref: CellRef): boolean {
    return this.family !== undefined && this.context.seat.release(this.family, ref)
  }

  private revive(series: S): void {
    const texts = series.rest ?? []
    const known = this.index.get(texts)
    if (known) {
      this.twins.push(new WeakRef(series))
      series.ref = known.ref
      if (known.hasPlace) series.attach(this.context.seat.arena.page(pageOf(known.ref)) as Page, cellOf(known.ref))
    } else if (series !== this.only && this.isFull(texts)) {
      series.ref = OVERFLOWED
    } else {
      series.rest = undefined
      series.ref = NO_ROOM
      this.place(texts, series)
      if (series === this.only) return
      this.index.add(texts, series)
      this.seriesCount++
    }
  }

  /** Lets go of what other threads have removed and this one has not used since. */
  private letGoOfRemoved(): void {
    const { arena } = this.context.seat
    const removals = Atomics.load(arena.words, HEADER_REMOVALS)
    if (removals === this.seenRemovals) return
    this.seenRemovals = removals
    const root = this.context.seat.rootPage
    const view = this.view()
    if (root === undefined || !view?.hasRemovals) return
    const unused = new Set(view.unusedSharesOf(root))
    for (const [texts, series] of unused.size > 0 ? [...this.index.entries()] : []) {
      if (unused.delete(series.ref)) this.letGo(texts, series)
    }
    for (const ref of unused) if (ref !== this.only?.ref) this.release(ref)
  }

  /** Whether the metric has as many series as it may and this is none of them: in this thread or, if that many were ever made, in all together. */
  private isFull(texts: readonly string[]): boolean {
    this.letGoOfRemoved()
    const { maxSeries } = this
    const isFullHere = this.seriesCount - (this.overflowSeries ? 1 : 0) >= maxSeries
    if (!isFullHere && (this.context.seat.arena.words[HEADER_SHARES] as number) < maxSeries) return false
    const view = this.view()
    if (!view || view.isPerThread) return isFullHere
    const overflowCount = view.find(this.overflowTexts) === undefined ? 0 : 1
    return (isFullHere || view.seriesCount() - overflowCount >= maxSeries) && view.find(texts) === undefined
  }

  loseUpdate(): void {
    this.context.tallies.dropped(this.name, 'arena_full')
    this.reportFullArena()
  }

  private reportFullArena(): void {
    const message = `metric ${quote(this.name)}: the arena is full; what found no room there is not exposed`
    this.context.report({ kind: 'arena_full', metric: this.name, message })
  }

  private resolveSlowly(labels: object): S {
    if (this.index.isWary) this.index.isWary = this.context.seat.look()
    const texts = labelTexts(this.name, this.definition.labelNames, labels, () => this.context.tallies.repaired(this.name))
    if (Array.isArray(texts)) {
      const known = this.index.get(texts)
      if (known) return known
      if (isLabelPartShort(texts)) return this.make(texts)
    }
    this.reject('bad_label', 'fault' in texts ? texts.fault : `labels must together have at most ${MAX_LABEL_PART_BYTES} bytes`)
    if (!this.discard) {
      this.discard = this.makeSeries(this)
      this.discard.ref = DISCARDED
    }
    return this.discard
  }

  private make(texts: readonly string[]): S {
    if (this.isFull(texts)) return this.overflowHandle()
    this.seriesCount++
    const series = this.declare(texts)
    this.index.add(texts, series)
    return series
  }

  /** What takes the updates that go to the overflow series, and has them counted. */
  private overflowHandle(): S {
    const message = `metric ${quote(this.name)} has reached its limit of ${this.maxSeries} series${this.blame()}`
    if (this.context.isStrict()) throw new TelltaleError('series_limit', message)
    this.context.report({
      kind: 'series_limit',
      metric: this.name,
      message: `${message}; further label sets are counted in the series ${quote(OVERFLOW_VALUE)}`,
    })
    if (!this.overflowing) {
      this.overflowing = this.makeSeries(this)
      this.overflowing.ref = OVERFLOWED
    }
    return this.overflowing
  }

  private get overflowTexts(): readonly string[] {
    return this.definition.labelNames.map(() => OVERFLOW_VALUE)
  }

  /** The series that takes what is beyond the limit. In the index like any other: a caller may use those values too, and there is one series of them. */
  private overflow(): S {
    this.overflowSeries ??= this.index.get(this.overflowTexts)
    if (!this.overflowSeries) {
      this.overflowSeries = this.declare(this.overflowTexts)
      this.index.add(this.overflowTexts, this.overflowSeries)
      this.seriesCount++
    }
    return this.overflowSeries
  }

  /** Names the label with the most values. */
  private blame(): string {
    const values = this.definition.labelNames.map(() => new Set<string>())
    for (const texts of this.shownTexts()) for (const [i, text] of texts.entries()) values[i]?.add(text)
    const counts = values.map(({ size }) => size)
    const most = Math.max(...counts)
    return `: label ${quote(this.definition.labelNames[counts.indexOf(most)])} has ${most} different values`
  }

  private declareFamily(): FamilyNumber | undefined {
    return this.context.seat.declareFamily(this.definition, () => this.listSeries())
  }

  private *listSeries(): Generator<S, void, void> {
    for (const [, series] of this.index.entries()) yield series
    if (this.only) yield this.only
    for (const twin of this.twins) {
      const series = twin.deref()
      if (series) yield series
    }
  }

  private declare(texts: readonly string[]): S {
    const series = this.makeSeries(this)
    this.place(texts, series)
    return series
  }

  private place(texts: readonly string[], series: S): void {
    this.family ??= this.declareFamily()
    if (this.family === undefined || !this.context.seat.declareSeries(this.family, texts, series)) this.reportFullArena()
  }

  private reject(reason: DropReason, fault: string): void {
    const message = `metric ${quote(this.name)}: ${fault}`
    if (this.context.isStrict()) throw new TelltaleError('invalid_value', message)
    this.context.tallies.dropped(this.name, reason)
    this.context.report({ kind: reason, metric: this.name, message: `${message}; the update is dropped` })
  }
}
