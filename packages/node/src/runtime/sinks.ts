/** Where readings go: instruments that are made when the first reading comes, and not at all for a metric that nobody selected. */

import type { Registry } from '@telltale/core'

/** Takes the value of now; undefined, where this machine does not know it, leaves the metric out rather than inventing one. */
export type Sink = (value: number | undefined) => void
export type LabelledSink<L extends string> = (labels: Readonly<Record<L, string>>, value: number | undefined) => void

export interface Described {
  readonly name: string
  readonly help: string
  readonly unit?: string
}

/** `'each'`: of this thread, shown with a label `thread`. `'last'`: of the process. */
export type Scope = 'each' | 'last'

export interface Sinks {
  isSelected(name: string): boolean
  gauge(scope: Scope, metric: Described): Sink
  labelledGauge<const L extends string>(scope: Scope, metric: Described, labels: readonly L[]): LabelledSink<L>
  /** Takes totals since the process began; what they have grown by is counted. */
  counter(metric: Described): Sink
  labelledCounter<const L extends string>(metric: Described, labels: readonly L[]): LabelledSink<L>
}

const NOWHERE = (): void => {}

export function createSinks(registry: Registry, select: (name: string) => boolean): Sinks {
  return {
    isSelected: select,
    gauge(across, metric) {
      if (!select(metric.name)) return NOWHERE
      const gauge = lazily(() => registry.gauge({ ...metric, across }))
      return (value) => {
        if (isKnown(value)) gauge().set(value)
      }
    },
    labelledGauge(across, metric, labels) {
      if (!select(metric.name)) return NOWHERE
      const gauge = lazily(() => registry.gauge({ ...metric, labels, across }))
      return (given, value) => {
        if (isKnown(value)) gauge().set(given, value)
      }
    },
    counter(metric) {
      if (!select(metric.name)) return NOWHERE
      const counter = lazily(() => registry.counter(metric))
      const growth = createGrowth()
      return (total) => {
        if (isKnown(total)) counter().inc(growth('', total))
      }
    },
    labelledCounter(metric, labels) {
      if (!select(metric.name)) return NOWHERE
      const counter = lazily(() => registry.counter({ ...metric, labels }))
      const growth = createGrowth()
      return (given, total) => {
        if (isKnown(total)) counter().inc(given, growth(JSON.stringify(given), total))
      }
    },
  }
}

/** By how much a total has grown since it was last told. One that fell, as when a network device went away, begins anew. */
function createGrowth(): (key: string, total: number) => number {
  const last = new Map<string, number>()
  return (key, total) => {
    const before = last.get(key) ?? 0
    last.set(key, total)
    return total < before ? 0 : total - before
  }
}

function isKnown(value: number | undefined): value is number {
  return Number.isFinite(value)
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
