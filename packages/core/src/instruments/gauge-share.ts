/** A series of a gauge whose threads each have a value of their own, put together by `sum`, `min`, `max` or `each`. */

import { CELL_MASK } from '../arena/layout.js'
import type { Description } from '../ground/described.js'
import { GAUGE_SHARE_CELLS, SHARE_TOUCHED, SHARE_VALUE } from '../series/cell-layout.js'
import type { GaugeDefinition } from '../series/definition.js'
import { mergeGauge } from '../series/merge-gauges.js'
import { Series } from '../series/series.js'
import type { SeriesOwner } from './instrument.js'
import { watchCall } from './timing.js'
import type { Gauge } from './types.js'

export class ShareGaugeSeries extends Series implements Gauge {
  private readonly instrument: SeriesOwner<GaugeDefinition>

  constructor(instrument: SeriesOwner<GaugeDefinition>) {
    super(GAUGE_SHARE_CELLS)
    this.instrument = instrument
  }

  get name(): string {
    return this.instrument.name
  }

  clear(): void {
    this.instrument.clear()
  }

  set(value: number): void {
    if (typeof value === 'number' && this.hasPlace) this.write(value)
    else this.instrument.refuse(this, 'set', 'a number', value)
  }

  inc(value = 1): void {
    if (Number.isFinite(value) && this.hasPlace) this.write((this.cells[(this.ref & CELL_MASK) + SHARE_VALUE] as number) + value)
    else this.instrument.refuse(this, 'inc', 'a finite number', value)
  }

  dec(value = 1): void {
    if (Number.isFinite(value) && this.hasPlace) this.write((this.cells[(this.ref & CELL_MASK) + SHARE_VALUE] as number) - value)
    else this.instrument.refuse(this, 'dec', 'a finite number', value)
  }

  setToCurrentTime(): void {
    this.set(this.instrument.context.seat.clock.wallMillis() / 1_000)
  }

  trackInProgress<T>(fn: () => T): T {
    this.inc()
    return watchCall(fn, () => this.dec())
  }

  protected override describe(): Description {
    return { kind: 'gauge', name: this.name, value: this.get() }
  }

  /** Over the living threads, by the gauge's rule; for `each` this thread's own. */
  get(): number {
    const view = this.instrument.view()
    const slot = view && this.instrument.ownSlot(view, this)
    const isOwn = this.instrument.definition.across === 'each' || !view || slot === undefined
    if (isOwn) return this.hasPlace ? (this.cells[(this.ref & CELL_MASK) + SHARE_VALUE] as number) : 0
    return mergeGauge(view.arena, this.instrument.definition.across, view.sharesOf(slot))
  }

  /** Takes this thread's value out of what is read, until it sets another. */
  withdraw(): void {
    const { cells } = this
    const at = (this.ref & CELL_MASK) + SHARE_TOUCHED
    if (this.hasPlace) cells[at] = -Math.abs(cells[at] as number)
  }

  private write(value: number): void {
    const { cells } = this
    const first = this.ref & CELL_MASK
    cells[first + SHARE_VALUE] = value
    cells[first + SHARE_TOUCHED] = Math.abs(cells[first + SHARE_TOUCHED] as number) + 1
  }
}
