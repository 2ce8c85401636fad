/** The series that one thread has of a metric: made, found, limited, let go and made anew. */

import type { Page } from '../arena/arena.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_REMOVALS } from '../arena/layout.js'
import { cellCountOf } from '../series/cell-counts.js'
import type { Definition } from '../series/definition.js'
import type { ExemplarPlace } from '../series/exemplar-place.js'
import type { FamilyView } from '../series/family-view.js'
import { createLabelIndex, type LabelIndex } from '../series/label-index.js'
import { DISCARDED, NO_ROOM, OVERFLOWED, REMOVED } from '../series/no-place.js'
import type { Removable } from '../series/records.js'
import { createRelabelledIndex, type Relabelling } from '../series/relabelling.js'
import { hasMoved } from '../series/removal.js'
import type { FamilyNumber, Seat } from '../series/seat.js'
import type { Series } from '../series/series.js'
import { shareCounter } from '../series/share-counter.js'

/** Label value of the series that takes what is beyond a metric's limit, on every label. */
export const OVERFLOW_VALUE = '__overflow__'

/** What the series of a metric need of their instrument. */
export interface SeriesSetOptions<S extends Series> {
  readonly seat: Seat
  readonly definition: Definition
  readonly maxSeries: number
  /** What filters make of the labels that calls pass, if anything. */
  readonly relabelling: Relabelling | undefined
  makeSeries(): S
  /** The family as the whole process has it. */
  view(): FamilyView | undefined
  /** Called when something found no room. */
  reportFullArena(): void
}

export class SeriesSet<S extends Series> {
  /** Looked up first by every labelled call. */
  readonly index: LabelIndex<S>
  private readonly seat: Seat
  private readonly definition: Definition
  private readonly options: SeriesSetOptions<S>
  private readonly overflowTexts: readonly string[]
  private readonly shareCounter: number
  private family: FamilyNumber | undefined
  private seriesCount = 0
  /** The one series of a metric without labels. */
  private only: S | undefined = undefined
  private overflowSeries: S | undefined = undefined
  /** Handles that were held while their series was removed and made anew by another call: they write where the one in the index does. */
  private twins: WeakRef<S>[] = []
  /** Removals in the arena when this thread last looked whether its own series are concerned. */
  private seenRemovals = 0

  constructor(options: SeriesSetOptions<S>) {
    const { seat, definition, relabelling } = options
    this.options = options
    this.seat = seat
    this.definition = definition
    this.index = relabelling ? createRelabelledIndex(relabelling) : createLabelIndex(definition.labelNames)
    this.shareCounter = shareCounter(definition)
    this.overflowTexts = definition.labelNames.map(() => OVERFLOW_VALUE)
    this.family = this.declareFamily()
    seat.onMoved(() => {
      this.seenRemovals = 0
    })
  }

  /** The one series of a metric without labels. */
  bare(): S {
    this.only ??= this.declare([])
    return this.only
  }

  /** A series that is not in the index yet; undefined when the metric has as many as it may. */
  make(texts: readonly string[]): S | undefined {
    return this.isFull(texts) ? undefined : this.add(texts, this.declare(texts))
  }

  /** The series that takes what is beyond the limit. In the index like any other: a caller may use those values too, and there is one series of them. */
  overflow(): S {
    this.overflowSeries ??= this.index.get(this.overflowTexts) ?? this.add(this.overflowTexts, this.declare(this.overflowTexts))
    return this.overflowSeries
  }

  /** Where it is shown; undefined while nothing went there. */
  overflowSlot(view: FamilyView): number | undefined {
    if (!view.isPerThread) return view.find(this.overflowTexts)
    const own = this.index.get(this.overflowTexts)
    return own && this.seat.rootPage !== undefined ? view.slotAt(this.seat.rootPage, own.ref) : undefined
  }

  /** Gives a handle whose series was removed a place again: its own, or that of the handle which came first. False while the metric has as many series as it may. */
  revive(series: S): boolean {
    const texts = series.rest ?? []
    const known = this.index.get(texts)
    if (known) {
      this.twins.push(new WeakRef(series))
      series.ref = known.ref
      if (known.hasPlace) series.attach(this.seat.arena.page(pageOf(known.ref)) as Page, cellOf(known.ref))
    } else if (series !== this.only && this.isFull(texts)) {
      series.ref = OVERFLOWED
      return false
    } else {
      series.rest = undefined
      series.ref = NO_ROOM
      this.place(texts, series)
      if (series !== this.only) this.add(texts, series)
    }
    return true
  }

  /** The place for the exemplar of a bucket of one of these series, made if need be; undefined when the arena has no room. */
  placeExemplar(ref: CellRef, bucket: number, labelBytes: number): ExemplarPlace | undefined {
    return this.family === undefined ? undefined : this.seat.placeExemplar(this.family, ref, bucket, labelBytes)
  }

  /** Removes a series in all threads. Answers whether it was there. */
  remove(texts: readonly string[]): boolean {
    const own = this.index.get(texts)
    const wasOwn = own !== undefined && this.letGo(texts, own)
    const view = this.options.view()
    return (view !== undefined && this.removeSlots(view, view.findAll(texts))) || wasOwn
  }

  /** Removes every series; one without labels begins again at zero. */
  clear(): void {
    for (const [texts, series] of [...this.index.entries()]) this.letGo(texts, series)
    if (this.only) this.letGo([], this.only)
    const view = this.options.view()
    if (view) this.removeSlots(view, Array(view.length).keys())
    if (this.only && !this.isWithdrawn) this.revive(this.only)
  }

  /** Whether the metric was unregistered, by whichever thread: nobody reads what is recorded in it. */
  get isWithdrawn(): boolean {
    return this.family !== undefined && !this.seat.isCurrent(this.family)
  }

  /** The label values of all series of the metric, in whichever thread. */
  *texts(): Generator<readonly string[], void, void> {
    const view = this.options.view()
    for (const slot of view?.shown() ?? Array(view?.length ?? 0).keys()) yield view?.declaredAt(slot) ?? []
  }

  /** Removes what is left of a slot's shares: those of other threads, and those in this thread's lane that the thread before it left and no handle has. */
  private removeSlots(view: FamilyView, slots: Iterable<number>): boolean {
    const { seat } = this
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
    if (others.length > 0 && !(this.family !== undefined && seat.remove(this.family, others, view))) this.options.reportFullArena()
    return count > 0
  }

  /** Lets go of this thread's share. Its handles make it anew when they are used again. */
  private letGo(texts: readonly string[], series: S): boolean {
    if (!series.hasPlace || !this.release(series.ref)) return false
    this.detach(texts, series)
    return true
  }

  private detach(texts: readonly string[], series: S): void {
    const { ref } = series
    this.index.delete(texts)
    if (series !== this.only) this.seriesCount--
    if (series === this.overflowSeries) this.overflowSeries = undefined
    const twins = this.twins.flatMap((twin) => twin.deref() ?? [])
    for (const handle of [series, ...twins.filter((twin) => twin.ref === ref)]) {
      handle.detach(cellCountOf(this.definition), REMOVED)
      handle.rest = texts
    }
    this.twins = this.twins.filter((twin) => twin.deref()?.hasPlace)
  }

  private release(ref: CellRef): boolean {
    return this.family !== undefined && this.seat.release(this.family, ref)
  }

  /** Lets go of what other threads have removed and this one has not used since. */
  private letGoOfRemoved(): void {
    const removals = Atomics.load(this.seat.arena.words, HEADER_REMOVALS)
    if (removals === this.seenRemovals) return
    this.seenRemovals = removals
    const root = this.seat.rootPage
    const view = this.options.view()
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
    const { maxSeries } = this.options
    const isFullHere = this.seriesCount - (this.overflowSeries ? 1 : 0) >= maxSeries
    if (!isFullHere && (this.seat.arena.words[this.shareCounter] as number) < maxSeries) return false
    const view = this.options.view()
    if (!view || view.isPerThread) return isFullHere
    const overflowCount = view.has(this.overflowTexts) ? 1 : 0
    return (isFullHere || view.seriesCount() - overflowCount >= maxSeries) && !view.has(texts)
  }

  private declareFamily(): FamilyNumber | undefined {
    return this.seat.declareFamily(this.definition, {
      listSeries: () => this.listSeries(),
      leaveBehind: (refs) => this.leaveBehind(refs),
    })
  }

  private leaveBehind(refs: ReadonlySet<CellRef>): void {
    for (const [texts, series] of [...this.index.entries()]) if (refs.has(series.ref)) this.detach(texts, series)
    if (this.only && refs.has(this.only.ref)) this.detach([], this.only)
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
    const series = this.options.makeSeries()
    this.place(texts, series)
    return series
  }

  private place(texts: readonly string[], series: S): void {
    this.family ??= this.declareFamily()
    if (this.isWithdrawn) series.ref = DISCARDED
    else if (this.family === undefined || !this.seat.declareSeries(this.family, texts, series)) this.options.reportFullArena()
  }

  private add(texts: readonly string[], series: S): S {
    this.index.add(texts, series)
    this.seriesCount++
    return series
  }
}
