/** The registry: makes instruments in this thread, reads back what all threads recorded. */

import { INSPECT } from '../ground/described.js'
import type { JsonValue } from '../ground/json.js'
import { createProblemReporter, emitWarning, type ProblemReporter } from '../ground/problems.js'
import { createCounter } from '../instruments/counter.js'
import type { ExemplarPolicy } from '../instruments/exemplars.js'
import { createGauge } from '../instruments/gauge.js'
import { createHistogram } from '../instruments/histogram.js'
import { createInfo } from '../instruments/info.js'
import { Instrument, type InstrumentContext, type SeriesBounds } from '../instruments/instrument.js'
import { createNoOp, isNoOp } from '../instruments/no-op.js'
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
  SummaryOptions,
} from '../instruments/types.js'
import type { RefreshOptions, Snapshot } from '../model/snapshot.js'
import type { Definition } from '../series/definition.js'
import { createReader, type Reader } from '../series/reader.js'
import type { Seat } from '../series/seat.js'
import type { Series } from '../series/series.js'
import { Catalogue, type Entry } from './catalogue.js'
import { createChild } from './child.js'
import { defineCounter, defineGauge, defineHistogram, defineSummary } from './define.js'
import type { MaybeObserved } from './define-observed.js'
import { defineInfo, defineStateSet } from './define-states.js'
import { isSwitchedOff } from './environment.js'
import { exemplarPolicy } from './exemplars.js'
import { gatherFamilies, gatherNothing } from './gather.js'
import { inspectRegistry, snapshotToJson } from './inspect.js'
import { createObserving, OBSERVE_FAILURES, OBSERVE_SUCCESSES, type Observing } from './observing.js'
import { assertInitialLabels, assertShort, planMetric } from './plan.js'
import { extendScope, NO_SCOPE, SCOPE, type Scope, type ScopeOptions } from './scope.js'
import { createTallies, type Tallies } from './tallies.js'
import type { AnyInstrument, Registry, RegistryOptions, WithLabels } from './types.js'

/** What the registry itself wants to know of a metric's options. */
interface MakeOptions extends ExemplarOptions {
  readonly name: string
  readonly maxSeries?: number
  readonly expireAfterMillis?: number
  readonly initialLabels?: readonly object[] | undefined
  readonly observe?: unknown
  readonly [SCOPE]?: Scope
}

/** Records decoded between two looks at the clock; each costs a few microseconds. */
const RECORDS_PER_LOOK = 64
const DEFAULT_BUDGET_MILLIS = 5
const DEFAULT_MAX_SERIES = 2_000
const DEFAULT_OBSERVE_INTERVAL_MILLIS = 5_000

type Settings = Omit<RegistryOptions, 'name' | 'shared' | 'prefix' | 'labels' | 'enabled' | 'clock' | 'timers'>

export class ThreadRegistry implements Registry {
  readonly name: string
  private readonly seat: Seat
  private readonly context: InstrumentContext
  readonly report: ProblemReporter
  private settings: Settings = {}
  private scope = NO_SCOPE
  private isEnabled = !isSwitchedOff()
  private readonly catalogue = new Catalogue()
  private readonly tallies: Tallies
  private readonly announced = new Set<string>()
  /** Instruments of metrics that were made elsewhere, for `reset`. */
  private readonly foreigners = new Map<string, Instrument<Definition, Series>>()
  private reader: Reader | undefined = undefined
  private peers: Reader | undefined = undefined
  private readonly observing: Observing

  constructor(seat: Seat, options: RegistryOptions) {
    this.name = options.name ?? 'default'
    this.seat = seat
    this.configure(options)
    this.report = createProblemReporter((problem) => (this.settings.onProblem ?? emitWarning)(problem), this.announced)
    this.tallies = createTallies(this, this.report)
    this.context = {
      seat,
      report: this.report,
      isStrict: () => this.settings.strict === true,
      read: () => this.read(),
      readPeers: () => this.readPeers(),
      tallies: this.tallies,
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

  get sharedAs(): string | undefined {
    return this.seat.membership?.handle && this.name
  }

  /** Takes over what was given; what was not stays as it is. */
  configure({ prefix, labels, enabled, ...settings }: RegistryOptions): void {
    this.isEnabled = enabled ?? this.isEnabled
    const scope = extendScope(NO_SCOPE, { ...(prefix !== undefined && { prefix }), ...(labels && { labels }) })
    this.scope = { prefix: prefix === undefined ? this.scope.prefix : scope.prefix, labels: labels ? scope.labels : this.scope.labels }
    const { strict, maxSeriesPerMetric, expireAfterMillis, observeIntervalMillis, filters, onProblem, exemplars } = settings
    this.settings = {
      ...this.settings,
      ...(strict !== undefined && { strict }),
      ...(maxSeriesPerMetric !== undefined && { maxSeriesPerMetric }),
      ...(expireAfterMillis !== undefined && { expireAfterMillis }),
      ...(observeIntervalMillis !== undefined && { observeIntervalMillis }),
      ...(filters && { filters: [...filters] }),
      ...(onProblem && { onProblem }),
      ...(exemplars !== undefined && { exemplars }),
    }
  }

  // The overloads of the interface are told apart by `labels`, which is also what decides here which of the two is made.
  counter(options: WithLabels<CounterOptions> & MaybeObserved): Counter & LabelledCounter<string> {
    const definition = defineCounter(this.name, options)
    return this.observed(this.make(definition, options, options.observe ? createObservableCounter : createCounter), options)
  }

  gauge(options: WithLabels<GaugeOptions> & MaybeObserved): Gauge & LabelledGauge<string> {
    const definition = defineGauge(this.name, options)
    return this.observed(this.make(definition, options, options.observe ? createObservableGauge : createGauge), options)
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

  child(options: ScopeOptions): Registry {
    return createChild(this, this.scope, options)
  }

  get(name: string, scope = this.scope): AnyInstrument | undefined {
    return this.find(name, scope)?.instrument as AnyInstrument | undefined
  }

  unregister(name: string, scope = this.scope): boolean {
    const entry = this.find(name, scope)
    if (!entry) return false
    const { definition } = entry.plan
    this.observing.drop(definition.name)
    this.catalogue.remove(entry)
    if (!entry.isOff) {
      // In this order: what is cleared afterwards lets its series go for good.
      this.seat.withdrawFamily(definition)
      clear(entry)
    }
    this.tallies.forget()
    return true
  }

  names(): readonly string[] {
    return this.catalogue.all().map(({ plan }) => plan.definition.name)
  }

  toJSON(): JsonValue {
    return snapshotToJson(this.name, this.gather())
  }

  [INSPECT](): string {
    const instruments = this.catalogue.all().map(({ instrument }) => instrument)
    return inspectRegistry(this.name, instruments)
  }

  gather(): Snapshot {
    if (!this.isEnabled) return gatherNothing(this.seat.clock)
    this.seat.tick()
    const reader = this.read()
    const chunks = gatherFamilies(reader, reader.families(this.name), this.seat.clock)
    for (;;) {
      const step = chunks.next()
      if (step.done) return step.value
    }
  }

  *gatherChunks(budgetMillis = DEFAULT_BUDGET_MILLIS): Generator<undefined, Snapshot, void> {
    if (!this.isEnabled) return this.gather()
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
    for (const entry of this.catalogue.all()) clear(entry)
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
    for (const { definition } of this.isEnabled ? this.read().families(this.name) : []) {
      if (!this.catalogue.get(definition.name)) this.foreigner(definition).clear()
    }
    this.announced.clear()
  }

  /** An instrument of somebody else's metric, which can clear it and makes no series. Kept, since each takes its place in the lane. */
  private foreigner(definition: Definition): Instrument<Definition, Series> {
    const known = this.foreigners.get(definition.name)
    if (known?.view() && !this.seat.isWithdrawn(definition)) return known
    const made = new Instrument<Definition, Series>(this.context, definition, { maxSeries: 1, expireAfterMillis: undefined }, refuseSeries)
    this.foreigners.set(definition.name, made)
    return made
  }

  private make<D extends Definition, I>(
    declared: D,
    options: MakeOptions,
    create: (context: InstrumentContext, definition: D, bounds: SeriesBounds, exemplars: ExemplarPolicy | undefined) => object,
  ): I {
    const { initialLabels = [], [SCOPE]: scope = this.scope } = options
    const { maxSeriesPerMetric = DEFAULT_MAX_SERIES, filters = [] } = this.settings
    const plan = planMetric(declared, options.maxSeries ?? maxSeriesPerMetric, scope, filters, this.report)
    assertInitialLabels(plan, initialLabels, options.observe !== undefined)
    const { definition, relabelling } = plan
    this.forgetWithdrawn(definition.name)
    let instrument = this.catalogue.find(plan)?.instrument
    if (!instrument) {
      assertShort(definition)
      const isOff = plan.isDenied || !this.isEnabled
      const context = relabelling ? { ...this.context, relabelling } : this.context
      const bounds = { maxSeries: plan.maxSeries, expireAfterMillis: options.expireAfterMillis ?? this.settings.expireAfterMillis }
      instrument = isOff
        ? createNoOp(definition.kind, definition.name, plan.given, this.seat.clock)
        : create(context, definition, bounds, exemplarPolicy(options.exemplars, this.settings.exemplars))
      this.catalogue.add({ plan, instrument, isOff })
    }
    for (const labels of initialLabels) (instrument as LabelledCounter<string>).with(labels as Record<string, string>)
    return instrument as I
  }

  /** What does nothing asks nothing. */
  private observed<I extends object>(made: I, options: MaybeObserved): I {
    return isNoOp(made) ? made : this.observing.take(made, options)
  }

  private find(name: string, { prefix }: Scope): Entry | undefined {
    return this.catalogue.get(prefix + name) ?? this.catalogue.get(name)
  }

  /** Another thread may have withdrawn a metric that was made here: who makes it again begins anew. */
  private forgetWithdrawn(name: string): void {
    const known = this.catalogue.get(name)
    if (!known || known.isOff || !this.seat.isWithdrawn(known.plan.definition)) return
    this.observing.drop(name)
    this.catalogue.remove(known)
    clear(known)
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

function clear({ instrument }: Entry): void {
  ;(instrument as { clear(): void }).clear()
}

function refuseSeries(): never {
  throw new Error('an instrument that only clears was asked for a series')
}
