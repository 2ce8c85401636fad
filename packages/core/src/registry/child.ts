/** A view of a registry whose metrics get a further prefix and further labels. */

import { INSPECT } from '../ground/described.js'
import { collectFaults } from '../ground/faults.js'
import type { JsonValue } from '../ground/json.js'
import type { Info, InfoOptions, LabelledStateSet, StateSet, StateSetOptions } from '../instruments/state-types.js'
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
import type { RefreshOptions, Snapshot } from '../model/snapshot.js'
import { checkScope, extendScope, SCOPE, type Scope, type ScopeOptions } from './scope.js'
import type { AnyInstrument, Registry, WithLabels } from './types.js'

/** The registry behind a child, as the child needs it. */
export interface Root
  extends Pick<Registry, 'name' | 'sharedAs' | 'names' | 'gather' | 'gatherChunks' | 'refresh' | 'collect' | 'clear' | 'toJSON'> {
  counter(options: WithLabels<CounterOptions>): Counter & LabelledCounter<string>
  gauge(options: WithLabels<GaugeOptions>): Gauge & LabelledGauge<string>
  histogram(options: WithLabels<HistogramOptions>): BoundObserver & LabelledObserver<string>
  summary(options: WithLabels<SummaryOptions>): BoundObserver & LabelledObserver<string>
  info<L extends string>(options: InfoOptions<L>): Info<L>
  stateSet(options: WithLabels<StateSetOptions<string>>): StateSet<string> & LabelledStateSet<string, string>
  get(name: string, scope: Scope): AnyInstrument | undefined
  unregister(name: string, scope: Scope): boolean
  [INSPECT](): string
}

/** @throws TelltaleError `invalid_options` naming every faulty option. */
export function createChild(root: Root, outer: Scope, options: ScopeOptions): Registry {
  const faults = collectFaults('child')
  faults.expect(typeof options === 'object' && options !== null, 'options', 'an object', options)
  faults.throwIfAny()
  checkScope(faults, options)
  faults.throwIfAny()
  return new ChildRegistry(root, extendScope(outer, options))
}

class ChildRegistry implements Registry {
  private readonly root: Root
  private readonly scope: Scope

  constructor(root: Root, scope: Scope) {
    this.root = root
    this.scope = scope
  }

  get name(): string {
    return this.root.name
  }

  get sharedAs(): string | undefined {
    return this.root.sharedAs
  }

  counter(options: WithLabels<CounterOptions>): Counter & LabelledCounter<string> {
    return this.root.counter(this.inScope(options))
  }

  gauge(options: WithLabels<GaugeOptions>): Gauge & LabelledGauge<string> {
    return this.root.gauge(this.inScope(options))
  }

  histogram(options: WithLabels<HistogramOptions>): BoundObserver & LabelledObserver<string> {
    return this.root.histogram(this.inScope(options))
  }

  summary(options: WithLabels<SummaryOptions>): BoundObserver & LabelledObserver<string> {
    return this.root.summary(this.inScope(options))
  }

  info<L extends string>(options: InfoOptions<L>): Info<L> {
    return this.root.info(this.inScope(options))
  }

  stateSet(options: WithLabels<StateSetOptions<string>>): StateSet<string> & LabelledStateSet<string, string> {
    return this.root.stateSet(this.inScope(options))
  }

  child(options: ScopeOptions): Registry {
    return createChild(this.root, this.scope, options)
  }

  get(name: string): AnyInstrument | undefined {
    return this.root.get(name, this.scope)
  }

  unregister(name: string): boolean {
    return this.root.unregister(name, this.scope)
  }

  names(): readonly string[] {
    return this.root.names()
  }

  gather(): Snapshot {
    return this.root.gather()
  }

  gatherChunks(budgetMillis?: number): Generator<undefined, Snapshot, void> {
    return this.root.gatherChunks(budgetMillis)
  }

  refresh(options?: RefreshOptions): Promise<void> {
    return this.root.refresh?.(options) ?? Promise.resolve()
  }

  collect(options?: RefreshOptions): Promise<Snapshot> {
    return this.root.collect(options)
  }

  clear(): void {
    this.root.clear()
  }

  toJSON(): JsonValue {
    return this.root.toJSON()
  }

  [INSPECT](): string {
    return this.root[INSPECT]()
  }

  /** What is not an object is for the registry to refuse. */
  private inScope<O>(options: O): O {
    return typeof options === 'object' && options !== null ? { ...options, [SCOPE]: this.scope } : options
  }
}
