/** What all instruments have in common: one definition, its series in this thread, and what happens to bad data. */

import type { Description } from '../ground/described.js'
import { TelltaleError } from '../ground/errors.js'
import type { ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { type Definition, definitionText } from '../series/definition.js'
import type { FamilyView } from '../series/family-view.js'
import type { LabelIndex } from '../series/label-index.js'
import { labelTexts } from '../series/label-values.js'
import { DISCARDED, NO_ROOM, OVERFLOWED, REMOVED } from '../series/no-place.js'
import type { Reader } from '../series/reader.js'
import { isLabelPartShort, MAX_LABEL_PART_BYTES } from '../series/records.js'
import type { Relabelling } from '../series/relabelling.js'
import type { Seat } from '../series/seat.js'
import type { Series } from '../series/series.js'
import { type ExemplarPolicy, ExemplarRecorder } from './exemplars.js'
import { createExpiry, expiryIntervalMillis } from './expiry.js'
import { OVERFLOW_VALUE, SeriesSet } from './series-set.js'

/** Why an update was not recorded; the `reason` label of `telltale_dropped_updates_total`. */
export type DropReason = 'bad_value' | 'bad_label' | 'bad_exemplar' | 'arena_full'

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
  /** Of the one metric this context was made for: what filters make of the labels that calls pass. */
  readonly relabelling?: Relabelling
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

/** An instrument as its series see it. */
export interface SeriesOwner<D extends Definition> {
  readonly name: string
  readonly definition: D
  readonly context: InstrumentContext
  /** Undefined when this instrument has no exemplars. */
  readonly exemplars: ExemplarRecorder | undefined
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
  readonly exemplars: ExemplarRecorder | undefined
  /** Looked up first by every labelled call. */
  readonly index: LabelIndex<S>
  private readonly series: SeriesSet<S>
  private readonly makeSeries: (owner: SeriesOwner<D>) => S
  private readonly maxSeries: number
  /** The family last read, once it was seen to have this definition. */
  private agreed: FamilyView | undefined = undefined
  private discard: S | undefined = undefined
  private overflowing: S | undefined = undefined
  private isLimitAnnounced = false

  constructor(
    context: InstrumentContext,
    definition: D,
    { maxSeries, expireAfterMillis }: SeriesBounds,
    makeSeries: (owner: SeriesOwner<D>) => S,
    exemplars?: ExemplarPolicy,
  ) {
    const { seat } = context
    this.context = context
    this.definition = definition
    this.maxSeries = maxSeries
    this.makeSeries = makeSeries
    this.exemplars = exemplars && this.createRecorder(exemplars)
    this.series = new SeriesSet<S>({
      seat,
      definition,
      maxSeries,
      relabelling: context.relabelling,
      makeSeries: () => makeSeries(this),
      view: () => this.view(),
      reportFullArena: () => this.reportFullArena(),
    })
    this.index = this.series.index
    this.index.isWary = seat.look()
    if (expireAfterMillis !== undefined && definition.labelNames.length > 0) {
      const look = createExpiry({ view: () => this.view(), remove: (texts) => this.series.remove(texts) }, expireAfterMillis, seat)
      const stop = seat.timers.every(expiryIntervalMillis(expireAfterMillis), () => {
        if (this.isWithdrawn) stop()
        else look()
      })
    }
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
    return this.series.bare()
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
    return { kind: this.definition.kind, name: this.name, labels: this.given, series: this.view()?.seriesCount() ?? 0 }
  }

  /** Whether calls pass labels, which may all be dropped. */
  get isLabelled(): boolean {
    return this.given.length > 0
  }

  /** The labels that calls pass. */
  get given(): readonly string[] {
    return this.context.relabelling?.given ?? this.definition.labelNames
  }

  /** The texts recorded for what a call passed, or why it cannot be recorded. */
  private textsOf(labels: object, repaired?: () => void): string[] | { readonly fault: string } {
    const { relabelling } = this.context
    const texts = labelTexts(this.name, this.given, labels, repaired)
    return relabelling && Array.isArray(texts) ? relabelling.apply(texts) : texts
  }

  view(): FamilyView | undefined {
    const view = this.context.read().family(this.definition.registry, this.name)
    if (view === this.agreed) return view
    // Another thread was first to define this name, differently, or it was unregistered and made again: what is read there is not this metric.
    if (view && (definitionText(view.definition) !== definitionText(this.definition) || this.isWithdrawn)) return undefined
    this.agreed = view
    return view
  }

  /** Whether the metric was unregistered, by whichever thread. */
  get isWithdrawn(): boolean {
    return this.series.isWithdrawn
  }

  ownSlot(view: FamilyView, series: Series): number | undefined {
    const { rootPage } = this.context.seat
    if (rootPage === undefined) return undefined
    return series.ref === OVERFLOWED ? this.series.overflowSlot(view) : view.slotAt(rootPage, series.ref)
  }

  refuse(series: Series, operation: string, expected: string, value: unknown): void {
    if (series.hasPlace) {
      this.reject('bad_value', `${operation}: expected ${expected}, got ${quote(value)}`)
    } else if (series.ref === NO_ROOM) {
      this.loseUpdate()
    } else if (series.ref === OVERFLOWED && series !== this.overflowing && this.series.revive(series as S)) {
      // It was removed, and had no room under the limit when it was used again.
      series.redo(operation, value)
    } else if (series.ref === OVERFLOWED) {
      this.announceLimit()
      this.context.tallies.overflowed(this.name)
      this.series.overflow().redo(operation, value)
    } else if (series.ref === REMOVED) {
      this.series.revive(series as S)
      series.redo(operation, value)
    }
  }

  /**
   * Removes the series of a label set, in all threads: from now on it counts from zero, and is not there until something is recorded. Answers whether it was there.
   * @throws TelltaleError `invalid_labels` for a missing or unknown label name.
   */
  remove(labels: object): boolean {
    const texts = this.textsOf(labels)
    return Array.isArray(texts) && this.series.remove(texts)
  }

  clear(): void {
    this.series.clear()
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
    const texts = this.textsOf(labels, () => this.context.tallies.repaired(this.name))
    if (Array.isArray(texts)) {
      const known = this.index.get(texts)
      if (known) return known
      if (isLabelPartShort(texts)) return this.series.make(texts) ?? this.overflowHandle()
    }
    this.reject('bad_label', 'fault' in texts ? texts.fault : `labels must together have at most ${MAX_LABEL_PART_BYTES} bytes`)
    if (!this.discard) {
      this.discard = this.makeSeries(this)
      this.discard.ref = DISCARDED
    }
    return this.discard
  }

  /** What takes the updates that go to the overflow series, and has them counted. */
  private overflowHandle(): S {
    this.announceLimit()
    if (!this.overflowing) {
      this.overflowing = this.makeSeries(this)
      this.overflowing.ref = OVERFLOWED
    }
    return this.overflowing
  }

  private announceLimit(): void {
    if (this.context.isStrict()) throw new TelltaleError('series_limit', this.describeLimit())
    if (this.isLimitAnnounced) return
    this.isLimitAnnounced = true
    const message = `${this.describeLimit()}; further label sets are counted in the series ${quote(OVERFLOW_VALUE)}`
    this.context.report({ kind: 'series_limit', metric: this.name, message })
  }

  /** Names the label with the most values. */
  private describeLimit(): string {
    const { labelNames } = this.definition
    const values = labelNames.map(() => new Set<string>())
    for (const texts of this.series.texts()) for (const [i, text] of texts.entries()) values[i]?.add(text)
    const counts = values.map(({ size }) => size)
    const most = Math.max(...counts)
    const label = quote(labelNames[counts.indexOf(most)])
    return `metric ${quote(this.name)} has reached its limit of ${this.maxSeries} series: label ${label} has ${most} different values`
  }

  private createRecorder(policy: ExemplarPolicy): ExemplarRecorder {
    const { seat } = this.context
    return new ExemplarRecorder(policy, {
      seat,
      place: (series, bucket, labelBytes) => this.series.placeExemplar(series, bucket, labelBytes),
      reject: (fault) => this.reject('bad_exemplar', `exemplar: ${fault}`, 'the exemplar is dropped, the update is not'),
      lose: () => this.loseUpdate(),
    })
  }

  private reject(reason: DropReason, fault: string, consequence = 'the update is dropped'): void {
    const message = `metric ${quote(this.name)}: ${fault}`
    if (this.context.isStrict()) throw new TelltaleError('invalid_value', message)
    this.context.tallies.dropped(this.name, reason)
    this.context.report({ kind: reason, metric: this.name, message: `${message}; ${consequence}` })
  }
}
