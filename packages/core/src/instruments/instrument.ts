/** What all instruments have in common: one definition, its series in this thread, and what happens to bad data. */

import type { Description } from '../ground/described.js'
import { TelltaleError } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { type Definition, definitionText } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import { createLabelIndex, type LabelIndex } from '../series/label-index.js'
import { labelTexts } from '../series/label-values.js'
import type { Reader } from '../series/reader.js'
import { isLabelPartShort, MAX_LABEL_PART_BYTES } from '../series/records.js'
import { createRelabelledIndex, type Relabelling } from '../series/relabelling.js'
import type { FamilyNumber, Seat } from '../series/seat.js'
import { DISCARDED, NO_ROOM, type Series } from '../series/series.js'

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
  /** Counts a dropped update. */
  countDrop(metric: string, reason: DropReason): void
  /** Of the one metric this context was made for: what filters make of the labels that calls pass. */
  readonly relabelling?: Relabelling
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
   * Drops an update: because the series has no place in the arena, which is counted and nobody's mistake, or else because its value is bad data, which is counted, announced once, and thrown
   * by a strict registry.
   */
  refuse(series: Series, operation: string, expected: string, value: unknown): void
  /** Counts an update for which the arena had no room. Never throws. */
  loseUpdate(): void
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
  /** The family last read, once it was seen to have this definition. */
  private agreed: FamilyView | undefined = undefined
  private discard: S | undefined = undefined

  constructor(context: InstrumentContext, definition: D, maxSeries: number, makeSeries: (owner: SeriesOwner<D>) => S) {
    this.context = context
    this.definition = definition
    this.maxSeries = maxSeries
    this.makeSeries = makeSeries
    const { relabelling } = context
    this.index = relabelling ? createRelabelledIndex(relabelling) : createLabelIndex(definition.labelNames)
    this.index.isWary = context.seat.look()
    this.family = this.declareFamily()
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
    const texts = this.textsOf(labels)
    return Array.isArray(texts) ? this.index.get(texts) : undefined
  }

  /** The slot of a label set in a reader's view, declared by whichever thread; undefined when there is none. */
  slotOf(view: FamilyView, labels: object): number | undefined {
    const texts = this.textsOf(labels)
    return Array.isArray(texts) ? view.find(texts) : undefined
  }

  /** What an instrument with labels says of itself. */
  describe(): Description {
    const { kind, labelNames } = this.definition
    return { kind, name: this.name, labels: this.context.relabelling?.given ?? labelNames, series: this.view()?.length ?? 0 }
  }

  /** Whether calls pass labels, which may all be dropped. */
  get isLabelled(): boolean {
    return (this.context.relabelling?.given ?? this.definition.labelNames).length > 0
  }

  /** The texts recorded for what a call passed, or why it cannot be recorded. */
  private textsOf(labels: object): string[] | { readonly fault: string } {
    const { relabelling } = this.context
    if (!relabelling) return labelTexts(this.name, this.definition.labelNames, labels)
    const texts = labelTexts(this.name, relabelling.given, labels)
    return Array.isArray(texts) ? relabelling.apply(texts) : texts
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
    return rootPage === undefined ? undefined : view.slotAt(rootPage, series.ref)
  }

  refuse(series: Series, operation: string, expected: string, value: unknown): void {
    if (series.hasPlace) this.reject('bad_value', `${operation}: expected ${expected}, got ${quote(value)}`)
    else if (series.ref === NO_ROOM) this.loseUpdate()
  }

  loseUpdate(): void {
    this.context.countDrop(this.name, 'arena_full')
    this.reportFullArena()
  }

  private reportFullArena(): void {
    const message = `metric ${quote(this.name)}: the arena is full; what found no room there is not exposed`
    this.context.report({ kind: 'arena_full', metric: this.name, message })
  }

  private resolveSlowly(labels: object): S {
    if (this.index.isWary) this.index.isWary = this.context.seat.look()
    const texts = this.textsOf(labels)
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
    if (this.seriesCount < this.maxSeries) {
      this.seriesCount++
      const series = this.declare(texts)
      this.index.add(texts, series)
      return series
    }
    this.context.report({
      kind: 'series_limit',
      metric: this.name,
      message: `metric ${quote(this.name)} has reached its limit of ${this.maxSeries} series; further label sets are counted in the series ${quote(OVERFLOW_VALUE)}`,
    })
    const overflowTexts = texts.map(() => OVERFLOW_VALUE)
    // In the index like any other: a caller may use those values too, and there is one series of them.
    const known = this.index.get(overflowTexts)
    if (known) return known
    const overflow = this.declare(overflowTexts)
    this.index.add(overflowTexts, overflow)
    return overflow
  }

  private declareFamily(): FamilyNumber | undefined {
    return this.context.seat.declareFamily(this.definition, () => this.listSeries())
  }

  private *listSeries(): Generator<S, void, void> {
    yield* this.index.series()
    if (this.only) yield this.only
  }

  private declare(texts: readonly string[]): S {
    const series = this.makeSeries(this)
    this.family ??= this.declareFamily()
    if (this.family === undefined || !this.context.seat.declareSeries(this.family, texts, series)) {
      this.reportFullArena()
    }
    return series
  }

  private reject(reason: DropReason, fault: string): void {
    const message = `metric ${quote(this.name)}: ${fault}`
    if (this.context.isStrict()) throw new TelltaleError('invalid_value', message)
    this.context.countDrop(this.name, reason)
    this.context.report({ kind: reason, metric: this.name, message: `${message}; the update is dropped` })
  }
}
