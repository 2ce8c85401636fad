/** Infos: facts as labels. Which label values are shown is a cell's business, so that the others can be taken back without a trace in what is read. */

import { CELL_MASK } from '../arena/layout.js'
import { Described, type Description } from '../ground/described.js'
import type { InfoDefinition } from '../series/definition.js'
import { Series } from '../series/series.js'
import { Instrument, type InstrumentContext, type SeriesBounds, type SeriesOwner } from './instrument.js'
import type { Info } from './state-types.js'
import type { Labels } from './types.js'

const SHOWN = 1
const HIDDEN = 0

class InfoSeries extends Series {
  private readonly instrument: SeriesOwner<InfoDefinition>

  constructor(instrument: SeriesOwner<InfoDefinition>) {
    super(1)
    this.instrument = instrument
  }

  protected override describe(): Description {
    return { kind: 'info', name: this.instrument.name }
  }

  write(value: number): void {
    if (this.hasPlace) this.cells[this.ref & CELL_MASK] = value
    else this.instrument.refuse(this, 'write', 'a place', value)
  }
}

class ThreadInfo<L extends string> extends Described implements Info<L> {
  private readonly instrument: Instrument<InfoDefinition, InfoSeries>
  private shown: InfoSeries | undefined = undefined

  constructor(instrument: Instrument<InfoDefinition, InfoSeries>) {
    super()
    this.instrument = instrument
  }

  protected override describe(): Description {
    return this.instrument.describe()
  }

  get name(): string {
    return this.instrument.name
  }

  /** What a registry's `clear` does to what was recorded; a fact was not, and goes only when it is unregistered. */
  clear(): void {
    if (this.instrument.isWithdrawn) this.instrument.clear()
  }

  set(labels: Labels<L>): void {
    const next = this.instrument.isLabelled ? this.instrument.resolve(labels) : this.instrument.bare()
    next.write(SHOWN)
    // What found no place takes nothing away: what was said last goes on being shown.
    if (!next.hasPlace || next === this.shown) return
    this.shown?.write(HIDDEN)
    this.shown = next
  }
}

export function createInfo(context: InstrumentContext, definition: InfoDefinition, { maxSeries }: SeriesBounds): Info<string> {
  const bounds = { maxSeries, expireAfterMillis: undefined }
  return new ThreadInfo<string>(new Instrument(context, definition, bounds, (self) => new InfoSeries(self)))
}
