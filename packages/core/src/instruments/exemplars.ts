/** Exemplars of one instrument: which updates get one, and how it is recorded. */

import type { CellRef } from '../arena/lane.js'
import { isHexId } from '../ground/hex.js'
import { quote } from '../ground/quote.js'
import type { ExemplarSource } from '../model/exemplars.js'
import { type EncodedLabels, encodeExemplarLabels, encodeTexts } from '../series/exemplar-labels.js'
import type { ExemplarPlace } from '../series/exemplar-place.js'
import type { Seat } from '../series/seat.js'

/** How an instrument comes by its exemplars. */
export interface ExemplarPolicy {
  /** Least distance of two exemplars of one bucket. */
  readonly intervalMillis: number
  /** Asked for the active span when the caller gave no exemplar. */
  readonly source: ExemplarSource
}

/** What the recorder needs of its instrument. */
export interface ExemplarOwner {
  readonly seat: Seat
  /** The place for a bucket's exemplar, made if need be; undefined when the arena has no room. */
  place(series: CellRef, bucket: number, labelBytes: number): ExemplarPlace | undefined
  /** Counts and announces an exemplar that is dropped; throws when the registry is strict. */
  reject(fault: string): void
  /** Counts and announces one for which there is no room. */
  lose(): void
}

/** Set while a source is asked, which may not record: if it does, its updates get no exemplars. */
let isAsking = false

const SAMPLED = 1
const TRACE_ID_DIGITS = 32
const SPAN_ID_DIGITS = 16

export class ExemplarRecorder {
  private readonly policy: ExemplarPolicy
  private readonly owner: ExemplarOwner

  constructor(policy: ExemplarPolicy, owner: ExemplarOwner) {
    this.policy = policy
    this.owner = owner
  }

  /**
   * Called after an update that was recorded, when its caller gave options or `Series.isTraced` is set. With none due, inside a sampled span, it takes 24 ns; outside of spans 11 (one series).
   *
   * @param series Where the series has its cells in this thread's lane.
   * @param options Whatever the caller passed.
   */
  note(series: CellRef, bucket: number, value: number, options: unknown): void {
    const given = this.readOptions(options)
    if (given !== undefined && given !== null) this.noteByHand(series, bucket, value, given)
    else if (!isAsking) this.noteAutomatic(series, bucket, value)
  }

  /** A caller who gives exemplars knows better: one that was taken from the span is replaced at once. What is given is looked at also when it is not due, so that every bad one counts. */
  private noteByHand(series: CellRef, bucket: number, value: number, given: unknown): void {
    const labels = encodeExemplarLabels(given)
    if (typeof labels === 'string') this.owner.reject(labels)
    else if (this.isDue(series, bucket, true)) this.record(series, bucket, value, labels, true)
  }

  private noteAutomatic(series: CellRef, bucket: number, value: number): void {
    if (!this.isDue(series, bucket, false)) return
    const labels = this.askSource()
    if (labels) this.record(series, bucket, value, labels, false)
  }

  private isDue(series: CellRef, bucket: number, isByHand: boolean): boolean {
    const { seat } = this.owner
    const place = seat.findExemplar(series, bucket)
    if (!place) return true
    seat.keepTime()
    return (isByHand && !place.isByHand) || place.isDue(this.policy.intervalMillis)
  }

  private record(series: CellRef, bucket: number, value: number, labels: EncodedLabels, isByHand: boolean): void {
    const { clock } = this.owner.seat
    const place = this.owner.place(series, bucket, labels.byteLength)
    if (place) place.write(value, clock.wallMillis(), clock.monotonicMillis(), labels, isByHand)
    else this.owner.lose()
  }

  /** The exemplar in an update's options, not looked at yet. */
  private readOptions(options: unknown): unknown {
    if (options === undefined || options === null) return undefined
    try {
      if (typeof options === 'object') return (options as { readonly exemplar?: unknown }).exemplar
    } catch {
      // A getter that throws, or a proxy: said below.
    }
    this.owner.reject(`the options of an update must be an object that can be read, got ${quote(options)}`)
    return undefined
  }

  private askSource(): EncodedLabels | undefined {
    let fault: string
    isAsking = true
    try {
      const span = this.policy.source()
      if (span === undefined || span === null) return undefined
      const { traceId, spanId, traceFlags } = span
      if ((traceFlags & SAMPLED) === 0) return undefined
      if (isHexId(traceId, TRACE_ID_DIGITS) && isHexId(spanId, SPAN_ID_DIGITS)) return encodeTexts(['trace_id', traceId, 'span_id', spanId])
      fault = `the active span must have a traceId of ${TRACE_ID_DIGITS} lower-case hexadecimal digits and a spanId of ${SPAN_ID_DIGITS}`
    } catch {
      fault = 'the source of exemplars threw'
    } finally {
      isAsking = false
    }
    this.owner.reject(fault)
    return undefined
  }
}
