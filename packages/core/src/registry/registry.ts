/** The registry: makes instruments in this thread, reads back what all threads recorded. */

import { INSPECT } from '../ground/described.js'
import type { JsonValue } from '../ground/json.js'
import { createProblemReporter, emitWarning, type ProblemReporter } from '../ground/problems.js'
import { createCounter } from '../instruments/counter.js'
import { createGauge } from '../instruments/gauge.js'
import { createHistogram } from '../instruments/histogram.js'
import type { DropReason, InstrumentContext } from '../instruments/instrument.js'
import { createNoOp } from '../instruments/no-op.js'
import { createSummary } from '../instruments/summary.js'
import type {
  BoundObserver,
  Counter,
  CounterOptions,
  Gauge,
  GaugeOptions,
  HistogramOptions,
  LabelledCounter,
  LabelledGauge,
  LabelledObserver,
  SummaryOptions,
} from '../instruments/types.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Definition } from '../series/definition.js'
import { createReader, type Reader } from '../series/reader.js'
import type { Seat } from '../series/seat.js'
import { Catalogue, type Entry } from './catalogue.js'
import { createChild } from './child.js'
import { defineCounter, defineGauge, defineHistogram, defineSummary } from './define.js'
import { isSwitchedOff } from './environment.js'
import { gatherFamilies } from './gather.js'
import { inspectRegistry, snapshotToJson } from './inspect.js'
import { assertInitialLabels, assertShort, planMetric } from './plan.js'
import { extendScope, NO_SCOPE, SCOPE, type Scope, type ScopeOptions } from './scope.js'
import type { AnyInstrument, Registry, RegistryOptions, WithLabels } from './types.js'

/** What the registry itself wants to know of a metric's options. */
interface MakeOptions {
  readonly maxSeries?: number
  readonly initialLabels?: readonly object[] | undefined
  readonly [SCOPE]?: Scope
}

/** Records decoded between two looks at the clock; each costs a few microseconds. */
const RECORDS_PER_LOOK = 64
const DEFAULT_BUDGET_MILLIS = 5
const DEFAULT_MAX_SERIES = 2_000

/** Counts what was dropped. Made at the first drop, so that a process without any shows none. */
const DROPPED_UPDATES = {
  name: 'telltale_dropped_updates_total',
  help: 'Updates that were dropped because their data was bad or found no room.',
  labels: ['metric', 'reason'],
} as const

export class ThreadRegistry implements Registry {
  readonly name: string
  private readonly seat: Seat
  private readonly context: InstrumentContext
  readonly report: ProblemReporter
  private settings: Pick<RegistryOptions, 'strict' | 'maxSeriesPerMetric' | 'filters' | 'onProblem'> = {}
  private scope = NO_SCOPE
  private isEnabled = !isSwitchedOff()
  private readonly catalogue = new Catalogue()
  private reader: Reader | undefined = undefined
  private peers: Reader | undefined = undefined
  private dropped: LabelledCounter<'metric' | 'reason'> | undefined = undefined

  constructor(seat: Seat, options: RegistryOptions) {
    this.name = options.name ?? 'default'
    this.seat = seat
    this.configure(options)
    this.report = createProblemReporter((problem) => (this.settings.onProblem ?? emitWarning)(problem))
    this.context = {
      seat,
      report: this.report,
      isStrict: () => this.settings.strict === true,
      read: () => this.read(),
      readPeers: () => this.readPeers(),
      countDrop: (metric, reason) => this.countDrop(metric, reason),
    }
    seat.onMoved(() => {
      this.reader = undefined
      this.peers = undefined
    })
  }

  /** Takes over what was given; what was not stays as it is. */
  configure({ strict, maxSeriesPerMetric, prefix, labels, filters, enabled, onProblem }: RegistryOptions): void {
    this.isEnabled = enabled ?? this.isEnabled
    const scope = extendScope(NO_SCOPE, { ...(prefix !== undefined && { prefix }), ...(labels && { labels }) })
    this.scope = { prefix: prefix === undefined ? this.scope.prefix : scope.prefix, labels: labels ? scope.labels : this.scope.labels }
    this.settings = {
      ...this.settings,
      ...(strict !== undefined && { strict }),
      ...(maxSeriesPerMetric !== undefined && { maxSeriesPerMetric }),
      ...(filters && { filters: [...filters] }),
      ...(onProblem && { onProblem }),
    }
  }

  // The overloads of the interface are told apart by `labels`, which is also what decides here which of the two is made.
  counter(options: WithLabels<CounterOptions>): Counter & LabelledCounter<string> {
    return this.make(defineCounter(this.name, options), options, createCounter)
  }

  gauge(options: WithLabels<GaugeOptions>): Gauge & LabelledGauge<string> {
    return this.make(defineGauge(this.name, options), options, createGauge)
  }

  histogram(options: WithLabels<HistogramOptions>): BoundObserver & LabelledObserver<string> {
    return this.make(defineHistogram(this.name, options), options, createHistogram)
  }

  summary(options: WithLabels<SummaryOptions>): BoundObserver & LabelledObserver<string> {
    return this.make(defineSummary(this.name, options), options, createSummary)
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
    this.catalogue.remove(entry)
    if (!entry.isOff) this.seat.withdrawFamily(entry.plan.definition)
    this.dropped = undefined
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
    this.seat.tick()
    const chunks = gatherFamilies(this.isEnabled ? this.read().families(this.name) : [], this.seat.clock)
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
      return yield* gatherFamilies(reader.families(registry.name), clock)
    }
    const work = gathering(this)
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value
      if (clock.monotonicMillis() < turnEndsMillis) continue
      yield
      turnEndsMillis = clock.monotonicMillis() + budgetMillis
    }
  }

  async collect(): Promise<Snapshot> {
    return this.gather()
  }

  private make<D extends Definition, I>(
    declared: D,
    { maxSeries = this.settings.maxSeriesPerMetric ?? DEFAULT_MAX_SERIES, initialLabels = [], [SCOPE]: scope = this.scope }: MakeOptions,
    create: (context: InstrumentContext, definition: D, maxSeries: number) => object,
  ): I {
    const plan = planMetric(declared, maxSeries, scope, this.settings.filters ?? [], this.report)
    assertInitialLabels(plan, initialLabels)
    const { definition, relabelling } = plan
    this.forgetWithdrawn(definition.name)
    let instrument = this.catalogue.find(plan)?.instrument
    if (!instrument) {
      assertShort(definition)
      const isOff = plan.isDenied || !this.isEnabled
      const context = relabelling ? { ...this.context, relabelling } : this.context
      instrument = isOff
        ? createNoOp(definition.kind, definition.name, plan.given, this.seat.clock)
        : create(context, definition, plan.maxSeries)
      this.catalogue.add({ plan, instrument, isOff })
    }
    for (const labels of initialLabels) (instrument as LabelledCounter<string>).with(labels as Record<string, string>)
    return instrument as I
  }

  private find(name: string, { prefix }: Scope): Entry | undefined {
    return this.catalogue.get(prefix + name) ?? this.catalogue.get(name)
  }

  /** Another thread may have withdrawn a metric that was made here: who makes it again begins anew. */
  private forgetWithdrawn(name: string): void {
    const known = this.catalogue.get(name)
    if (known && !known.isOff && this.seat.isWithdrawn(known.plan.definition)) this.catalogue.remove(known)
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

  private countDrop(metric: string, reason: DropReason): void {
    if (metric === DROPPED_UPDATES.name) return
    try {
      this.dropped ??= this.counter({ ...DROPPED_UPDATES })
      this.dropped.inc({ metric, reason })
    } catch (error) {
      // The name is taken by a metric of the application's own: that is said, and nothing is thrown into an update.
      this.report({ kind: 'drops_not_counted', message: error instanceof Error ? error.message : String(error) })
    }
  }
}
