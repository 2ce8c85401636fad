/** What observable counters and gauges share: one call of the callback, and what it says, checked but not yet shown. */

import { Described, type Description } from '../ground/described.js'
import { TelltaleError } from '../ground/errors.js'
import { quote } from '../ground/quote.js'
import type { Definition } from '../series/definition.js'
import { labelTexts } from '../series/label-values.js'
import type { Series } from '../series/series.js'
import type { Instrument, SeriesBounds } from './instrument.js'
import type { LabelledObservable, LabelledObservation, LabelledObserveOptions, Observable, ObserveOptions } from './observable-types.js'
import type { Labels } from './types.js'

/** Why a callback's answer was not used; the `reason` label of `telltale_observe_failures_total`. */
export type ObserveFailure = 'threw' | 'timeout' | 'bad_value' | 'bad_label'

/** Told of each failure of a call. */
export type OnObserveFailure = (reason: ObserveFailure, fault: string) => void

/** A metric whose callback can be asked. */
export interface Asked {
  readonly name: string
  readonly timeoutMillis: number
  /** Takes the place of the callback there was: the newest is right after a module was loaded again. */
  observeWith(options: ObserveOptions | LabelledObserveOptions<string>): void
  /**
   * Calls the callback. Settles when it has ended, with what shows its answer; undefined when there is nothing to show. Never throws and never rejects: what goes wrong is told to `onFailure`.
   */
  ask(signal: AbortSignal, onFailure: OnObserveFailure): Promise<(() => void) | undefined>
}

const DEFAULT_TIMEOUT_MILLIS = 1_000

type Callback = (observation: LabelledObservation<string>) => unknown

/** One label set and its value, as the callback recorded it. */
interface Reading {
  readonly labels: Labels<string>
  readonly value: number
}

/** @typeParam S What one series of this instrument is. */
export abstract class ObservableInstrument<D extends Definition, S extends Series>
  extends Described
  implements Asked, Observable, LabelledObservable<string>
{
  protected readonly instrument: Instrument<D, S>
  private callback: Callback = () => undefined
  timeoutMillis = DEFAULT_TIMEOUT_MILLIS

  constructor(instrument: Instrument<D, S>) {
    super()
    this.instrument = instrument
  }

  protected override describe(): Description {
    const described = this.instrument.describe()
    return described.labels?.length === 0 ? { kind: described.kind, name: described.name, value: this.get() } : described
  }

  get name(): string {
    return this.instrument.name
  }

  abstract get(labels?: object): number
  /** What a value must be, for messages. */
  protected abstract readonly expected: string
  protected abstract isValue(value: unknown): value is number
  /** Shows what one call recorded, in the order in which it did. */
  protected abstract show(readings: Iterable<readonly [series: S, value: number, labels: object]>): void

  clear(): void {
    this.instrument.clear()
  }

  observeWith({ observe, observeTimeoutMillis = DEFAULT_TIMEOUT_MILLIS }: ObserveOptions | LabelledObserveOptions<string>): void {
    this.callback = observe as Callback
    this.timeoutMillis = observeTimeoutMillis
  }

  async ask(signal: AbortSignal, onFailure: OnObserveFailure): Promise<(() => void) | undefined> {
    const readings: Reading[] = []
    let isOver = false
    const record = (labels: Labels<string>, value: number): void => {
      if (isOver || signal.aborted) return
      const texts = labelTexts(this.name, this.labelNames, labels)
      if (!Array.isArray(texts)) onFailure('bad_label', texts.fault)
      else if (!this.isValue(value)) onFailure('bad_value', `record: expected ${this.expected}, got ${quote(value)}`)
      else readings.push({ labels: { ...labels }, value })
    }
    try {
      const answer = await (this.isLabelled ? this.callback({ signal, record }) : this.callback({ signal } as LabelledObservation<string>))
      if (!this.isLabelled) return this.answered(answer, onFailure)
      if (answer !== undefined && readings.length === 0) {
        onFailure('bad_value', `observe: expected calls of record, got ${quote(answer)}`)
        return undefined
      }
      return () => this.show(this.resolved(readings))
    } catch (error) {
      const isMistake = error instanceof TelltaleError && error.code === 'invalid_labels'
      onFailure(isMistake ? 'bad_label' : 'threw', `observe threw: ${textOf(error)}`)
      return undefined
    } finally {
      isOver = true
    }
  }

  private get labelNames(): readonly string[] {
    return this.instrument.given
  }

  private get isLabelled(): boolean {
    return this.labelNames.length > 0
  }

  private answered(value: unknown, onFailure: OnObserveFailure): (() => void) | undefined {
    if (this.isValue(value)) return () => this.show([[this.instrument.bare(), value, {}]])
    onFailure('bad_value', `observe: expected ${this.expected}, got ${quote(value)}`)
    return undefined
  }

  /** Series are made only now, so that a call that failed half way leaves none behind. */
  private *resolved(readings: readonly Reading[]): Generator<readonly [S, number, object], void, void> {
    for (const { labels, value } of readings) yield [this.instrument.resolve(labels), value, labels]
  }
}

/** A label set ends when the callback no longer records it, not when its value stays the same. */
export function withoutExpiry({ maxSeries }: SeriesBounds): SeriesBounds {
  return { maxSeries, expireAfterMillis: undefined }
}

/** What a caught value has to say. It is the application's own, and asking it may throw again. */
export function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${quote(error.message)}` : quote(error)
  } catch {
    return 'something that cannot be shown'
  }
}
