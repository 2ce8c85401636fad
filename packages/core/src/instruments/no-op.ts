/**
 * Instruments that do nothing: those of a registry that is switched off, and of metrics that a filter denies. Calls are not checked, nothing is allocated, and what a call hands on
 * (the answer of a function, the seconds of a timer) is what it would be otherwise.
 */

import type { Clock } from '../ground/clock.js'
import { Described, type Description } from '../ground/described.js'
import type { FamilyKind } from '../model/snapshot.js'
import type { Info, LabelledStateSet, StateSet } from './state-types.js'
import { startTimer } from './timing.js'
import type { Counter, Gauge, Histogram, LabelledCounter, LabelledGauge, LabelledObserver, Observed, StopTimer } from './types.js'

/** @param labels Names of the labels that calls pass. */
export function createNoOp(kind: FamilyKind, name: string, labels: readonly string[], clock: Clock): object {
  if (kind === 'info') return new NoInfo(name, labels)
  if (kind === 'stateset') return new NoStateSet(name, labels)
  const isObserver = kind === 'histogram' || kind === 'summary'
  if (labels.length === 0) return isObserver ? new NoObserver(kind, name, clock) : new NoNumber(kind, name)
  return isObserver ? new NoObservers(kind, name, labels, clock) : new NoNumbers(kind, name, labels)
}

export function isNoOp(instrument: object): boolean {
  return instrument instanceof NoOp
}

abstract class NoOp extends Described {
  readonly name: string
  private readonly kind: FamilyKind
  private readonly labels: readonly string[]

  constructor(kind: FamilyKind, name: string, labels: readonly string[]) {
    super()
    this.kind = kind
    this.name = name
    this.labels = labels
  }

  clear(): void {}
  remove(): boolean {
    return false
  }

  protected describe(): Description {
    const { kind, name, labels } = this
    return { kind: `${kind} (off)`, name, ...(labels.length > 0 && { labels }) }
  }
}

/** Stands for a counter or gauge. */
class NoNumber extends NoOp implements Counter, Gauge {
  constructor(kind: FamilyKind, name: string) {
    super(kind, name, [])
  }

  inc(): void {}
  dec(): void {}
  set(): void {}
  setToCurrentTime(): void {}
  trackInProgress<T>(fn: () => T): T {
    return fn()
  }
  countExceptions<T>(fn: () => T): T {
    return fn()
  }
  get(): number {
    return 0
  }
}

class NoNumbers extends NoOp implements LabelledCounter<string>, LabelledGauge<string> {
  private readonly bound: NoNumber

  constructor(kind: FamilyKind, name: string, labels: readonly string[]) {
    super(kind, name, labels)
    this.bound = new NoNumber(kind, name)
  }

  with(): NoNumber {
    return this.bound
  }
  inc(): void {}
  dec(): void {}
  set(): void {}
  setToCurrentTime(): void {}
  trackInProgress<T>(_labels: object, fn: () => T): T {
    return fn()
  }
  countExceptions<T>(_labels: object, fn: () => T): T {
    return fn()
  }
  get(): number {
    return 0
  }
}

const NOTHING: Observed = { count: 0, sum: 0 }

/** Stands for a histogram or summary. */
class NoObserver extends NoOp implements Histogram {
  private readonly clock: Clock

  constructor(kind: FamilyKind, name: string, clock: Clock) {
    super(kind, name, [])
    this.clock = clock
  }

  observe(): void {}
  startTimer(): StopTimer {
    return startTimer(this.clock, this)
  }
  time<T>(fn: () => T): T {
    return fn()
  }
  get(): Observed {
    return NOTHING
  }
}

class NoObservers extends NoOp implements LabelledObserver<string> {
  private readonly bound: NoObserver

  constructor(kind: FamilyKind, name: string, labels: readonly string[], clock: Clock) {
    super(kind, name, labels)
    this.bound = new NoObserver(kind, name, clock)
  }

  with(): NoObserver {
    return this.bound
  }
  observe(): void {}
  startTimer(): StopTimer {
    return this.bound.startTimer()
  }
  time<T>(_labels: object, fn: () => T): T {
    return fn()
  }
  get(): Observed {
    return NOTHING
  }
}

class NoInfo extends NoOp implements Info<string> {
  constructor(name: string, labels: readonly string[]) {
    super('info', name, labels)
  }

  set(): void {}
}

/** Stands for a state set with labels and without, and for one series of it. */
class NoStateSet extends NoOp implements StateSet<string>, LabelledStateSet<string, string> {
  constructor(name: string, labels: readonly string[]) {
    super('stateset', name, labels)
  }

  with(): NoStateSet {
    return this
  }
  set(): void {}
  only(): void {}
  get(): boolean {
    return false
  }
}
