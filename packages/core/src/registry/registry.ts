/** The registry: makes instruments in this thread, reads back what all threads recorded. */

import { MAX_RECORD_BYTES } from '../arena/layout.js'
import { TelltaleError } from '../ground/errors.js'
import { createProblemReporter, emitWarning, type ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { createCounter } from '../instruments/counter.js'
import { createGauge } from '../instruments/gauge.js'
import { createHistogram } from '../instruments/histogram.js'
import type { DropReason, InstrumentContext } from '../instruments/instrument.js'
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
import { claimedNames } from '../model/names.js'
import type { Snapshot } from '../model/snapshot.js'
import { type Definition, definitionText, describeDefinition } from '../series/definition.js'
import { createReader, type Reader } from '../series/reader.js'
import { encodeFamilyRecord } from '../series/records.js'
import type { Seat } from '../series/seat.js'
import { defineCounter, defineGauge, defineHistogram, defineSummary } from './define.js'
import { gatherFamilies } from './gather.js'
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
  private settings: Pick<RegistryOptions, 'strict' | 'maxSeriesPerMetric' | 'onProblem'> = {}
  private readonly made = new Map<string, Made>()
  /** Which metric claims a name on the wire. */
  private readonly claims = new Map<string, Definition>()
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

  get sharedAs(): string | undefined {
    return this.seat.membership?.handle && this.name
  }

  /** Takes over what was given; what was not stays as it is. */
  configure({ strict, maxSeriesPerMetric, onProblem }: RegistryOptions): void {
    this.settings = {
      ...this.settings,
      ...(strict !== undefined && { strict }),
      ...(maxSeriesPerMetric !== undefined && { maxSeriesPerMetric }),
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

  gather(): Snapshot {
    this.seat.tick()
    const chunks = gatherFamilies(this.read().families(this.name), this.seat.clock)
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
    definition: D,
    { maxSeries = this.settings.maxSeriesPerMetric ?? DEFAULT_MAX_SERIES }: { readonly maxSeries?: number },
    create: (context: InstrumentContext, definition: D, maxSeries: number) => object,
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
    const instrument = create(this.context, definition, maxSeries)
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
