/** The registry: makes instruments in this thread, reads back what all threads recorded. */

import { MAX_RECORD_BYTES } from '../arena/layout.js'
import { TelltaleError } from '../ground/errors.js'
import { createProblemReporter, emitWarning, type ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { createCounter } from '../instruments/counter.js'
import type { ExemplarPolicy } from '../instruments/exemplars.js'
import { createGauge } from '../instruments/gauge.js'
import { createHistogram } from '../instruments/histogram.js'
import { createInfo } from '../instruments/info.js'
import { Instrument, type InstrumentContext, type SeriesBounds } from '../instruments/instrument.js'
import { createObservableCounter } from '../instruments/observable-counter.js'
import { createObservableGauge } from '../instruments/observable-gauge.js'
import { createStateSet } from '../instruments/state-set.js'
import type { Info, InfoOptions, LabelledStateSet, StateSet, StateSetOptions } from '../instruments/state-types.js'
import { createSummary } from '../instruments/summary.js'
import type {
  BoundObserver,
  Counter,
  CounterOptions,
  ExemplarOptions,
  Gauge,
  GaugeOptions,
  HistogramOptions,
  LabelledCounter,
  LabelledGauge,
  LabelledObserver,
  MetricOptions,
  SummaryOptions,
} from '../instruments/types.js'
import { claimedNames } from '../model/names.js'
import type { RefreshOptions, Snapshot } from '../model/snapshot.js'
import { type Definition, definitionText, describeDefinition } from '../series/definition.js'
import { createReader, type Reader } from '../series/reader.js'
import { encodeFamilyRecord } from '../series/records.js'
import type { Seat } from '../series/seat.js'
import type { Series } from '../series/series.js'
import { defineCounter, defineGauge, defineHistogram, defineSummary } from './define.js'
import type { MaybeObserved } from './define-observed.js'
import { defineInfo, defineStateSet } from './define-states.js'
import { exemplarPolicy } from './exemplars.js'
import { gatherFamilies } from './gather.js'
import { createObserving, OBSERVE_FAILURES, OBSERVE_SUCCESSES, type Observing } from './observing.js'
import { createTallies } from './tallies.js'
import type { Registry, RegistryOptions } from './types.js'

interface Made {
  readonly definition: Definition
  readonly instrument: object
}

type WithLabels<O> = O & { readonly labels?: readonly string[] | undefined }

/** Records decoded between two looks at the clock; each costs a few microseconds. */
const RECORDS_PER_LOOK = 64
const DEFAULT_BUDGET_MILLIS = 5
const DEFAULT_MAX_SERIES = 2_000
const DEFAULT_OBSERVE_INTERVAL_MILLIS = 5_000

type Settings = Omit<RegistryOptions, 'name' | 'shared' | 'clock' | 'timers'>

export class ThreadRegistry implements Registry {
  readonly name: string
  private readonly seat: Seat
  private readonly context: InstrumentContext
  readonly report: ProblemReporter
  private settings: Settings = {}
  private readonly made = new Map<string, Made>()
  private readonly announced = new Set<string>()
  /** Instruments of metrics that were made elsewhere, for `reset`. */
  private readonly foreigners = new Map<string, Instrument<Definition, Series>>()
  /** Which metric claims a name on the wire. */
  private readonly claims = new Map<string, Definition>()
  private reader: Reader | undefined = undefined
  private peers: Reader | undefined = undefined
  private readonly observing: Observing

  constructor(seat: Seat, options: RegistryOptions) {
    this.name = options.name ?? 'default'
    this.seat = seat
    this.configure(options)
    this.report = createProblemReporter((problem) => (this.settings.onProblem ?? emitWarning)(problem), this.announced)
    this.context = {
      seat,
      report: this.report,
      isStrict: () => this.settings.strict === true,
      read: () => this.read(),
      readPeers: () => this.readPeers(),
      tallies: createTallies(this, this.report),
    }
    // A private registry has no other readers, and a timer would keep it for ever.
    const isPrivate = seat.membership === undefined
    this.observing = createObserving({
      clock: seat.clock,
      report: this.report,
      intervalMillis: () => (isPrivate ? 0 : (this.settings.observeIntervalMillis ?? DEFAULT_OBSERVE_INTERVAL_MILLIS)),
      failures: () => this.counter({ ...OBSERVE_FAILURES }),
      successes: () => this.gauge({ ...OBSERVE_SUCCESSES }),
    })
    seat.onMoved(() => {
      this.reader = undefined
      this.peers = undefined
    })
  }

  /** Takes over what was given; what was not stays as it is. */
  configure({ strict, maxSeriesPerMetric, expireAfterMillis, observeIntervalMillis, onProblem, exemplars }: RegistryOptions): void {
    this.settings = {
      ...this.settings,
      ...(strict !== undefined && { strict }),
      ...(maxSeriesPerMetric !== undefined && { maxSeriesPerMetric }),
      ...(expireAfterMillis !== undefined && { expireAfterMillis }),
      ...(observeIntervalMillis !== undefined && { observeIntervalMillis }),
      ...(onProblem && { onProblem }),
      ...(exemplars !== undefined && { exemplars }),
    }
  }

  // The overloads of the interface are told apart by `labels`, which is also what decides here which of the two is made.
  counter(options: WithLabels<CounterOptions> & MaybeObserved): Counter & LabelledCounter<string> {
    const definition = defineCounter(this.name, options)
    return this.observing.take(this.make(definition, options, options.observe ? createObservableCounter : createCounter), options)
  }

  gauge(options: WithLabels<GaugeOptions> & MaybeObserved): Gauge & LabelledGauge<string> {
    const definition = defineGauge(this.name, options)
    return this.observing.take(this.make(definition, options, options.observe ? createObservableGauge : createGauge), options)
  }

  histogram(options: WithLabels<HistogramOptions>): BoundObserver & LabelledObserver<string> {
    return this.make(defineHistogram(this.name, options), options, createHistogram)
  }

  summary(options: WithLabels<SummaryOptions>): BoundObserver & LabelledObserver<string> {
    return this.make(defineSummary(this.name, options), options, createSummary)
  }

  info<L extends string>(options: InfoOptions<L>): Info<L> {
    const info: Info<string> = this.make(defineInfo(this.name, options), options, createInfo)
    info.set(options.labels)
    return info
  }

  stateSet(options: WithLabels<StateSetOptions<string>>): StateSet<string> & LabelledStateSet<string, string> {
    return this.make(defineStateSet(this.name, options), options, createStateSet)
  }

  gather(): Snapshot {
    this.seat.tick()
    const reader = this.read()
    const chunks = gatherFamilies(reader, reader.families(this.name), this.seat.clock)
    for (;;) {
      const step = chunks.next()
      if (step.done) return step.value
    }
  }

  *gatherChunks(budgetMillis = DEFAULT_BUDGET_MILLIS): Generator<undefined, Snapshot, void> {
    const { clock } = this.seat
    this.seat.tick()
    let turnEndsMillis = clock.monotonicMillis() + budgetMillis
    const reader = this.ensureReader()
    const reading = reader.refreshInTurns(RECORDS_PER_LOOK)
    const gathering = function* (registry: ThreadRegistry): Generator<undefined, Snapshot, void> {
      yield* reading
      return yield* gatherFamilies(reader, reader.families(registry.name), clock)
    }
    const work = gathering(this)
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value
      if (clock.monotonicMillis() < turnEndsMillis) continue
      yield
      turnEndsMillis = clock.monotonicMillis() + budgetMillis
    }
  }

  clear(): void {
    for (const { instrument } of this.made.values()) (instrument as { clear(): void }).clear()
  }

  refresh({ timeoutMillis }: RefreshOptions = {}): Promise<void> {
    return this.observing.run(timeoutMillis)
  }

  async collect(options?: RefreshOptions): Promise<Snapshot> {
    await this.refresh(options)
    return this.gather()
  }

  /** Empties the registry for another test: metrics that only other threads, or other copies of the library, have made included. What was announced is announced anew. */
  reset(): void {
    this.clear()
    for (const { definition } of this.read().families(this.name)) {
      if (!this.made.has(definition.name)) this.foreigner(definition).clear()
    }
    this.announced.clear()
  }

  /** An instrument of somebody else's metric, which can clear it and makes no series. Kept, since each takes its place in the lane. */
  private foreigner(definition: Definition): Instrument<Definition, Series> {
    const known = this.foreigners.get(definition.name)
    if (known) return known
    const made = new Instrument<Definition, Series>(this.context, definition, { maxSeries: 1, expireAfterMillis: undefined }, refuseSeries)
    this.foreigners.set(definition.name, made)
    return made
  }

  private make<D extends Definition, I>(
    definition: D,
    options: MetricOptions & ExemplarOptions,
    create: (context: InstrumentContext, definition: D, bounds: SeriesBounds, exemplars: ExemplarPolicy | undefined) => object,
  ): I {
    const known = this.made.get(definition.name)
    if (known) {
      if (definitionText(known.definition) === definitionText(definition)) return known.instrument as I
      throw conflict(known.definition, definition)
    }
    if (!encodeFamilyRecord(definition)) throw tooLong(definition)
    const names = claimedNames(definition.kind, definition.name)
    for (const name of names) {
      const claimant = this.claims.get(name)
      if (claimant) throw conflict(claimant, definition, name)
    }
    const { maxSeriesPerMetric = DEFAULT_MAX_SERIES, expireAfterMillis } = this.settings
    const bounds = { maxSeries: options.maxSeries ?? maxSeriesPerMetric, expireAfterMillis: options.expireAfterMillis ?? expireAfterMillis }
    const instrument = create(this.context, definition, bounds, exemplarPolicy(options.exemplars, this.settings.exemplars))
    this.made.set(definition.name, { definition, instrument })
    for (const name of names) this.claims.set(name, definition)
    return instrument as I
  }

  private ensureReader(): Reader {
    this.reader ??= createReader(this.seat.arena, this.report)
    return this.reader
  }

  private read(): Reader {
    const reader = this.ensureReader()
    reader.refresh()
    return reader
  }

  private readPeers(): Reader {
    this.peers ??= createReader(
      this.seat.arena,
      this.report,
      ({ kind, ...rest }) => kind === 'gauge' && 'across' in rest && rest.across === 'last',
    )
    this.peers.refresh()
    return this.peers
  }
}

function refuseSeries(): never {
  throw new Error('an instrument that only clears was asked for a series')
}

function tooLong({ kind, name }: Definition): TelltaleError {
  const message = `${kind} ${quote(name)}: expected a definition of at most ${MAX_RECORD_BYTES} bytes as text, got a longer one; give fewer or rounder buckets, or a shorter help`
  return new TelltaleError('invalid_options', message)
}

function conflict(known: Definition, wanted: Definition, claimed?: string): TelltaleError {
  const shared = claimed === undefined ? '' : `; both would expose ${quote(claimed)}`
  return new TelltaleError(
    'metric_conflict',
    `${wanted.kind} ${quote(wanted.name)}: expected the definition it has already, ${describeDefinition(known)}, got ${describeDefinition(wanted)}${shared}`,
  )
}
