/** Infos: facts as labels. Which label values are shown is a cell's business, so that the others can be taken back without a trace in what is read. */

import { CELL_MASK } from '../arena/layout.js'
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

  write(value: number): void {
    if (this.hasPlace) this.cells[this.ref & CELL_MASK] = value
    else this.instrument.refuse(this, 'write', 'a place', value)
  }
}

class ThreadInfo<L extends string> implements Info<L> {
  private readonly instrument: Instrument<InfoDefinition, InfoSeries>
  private shown: InfoSeries | undefined = undefined

  constructor(instrument: Instrument<InfoDefinition, InfoSeries>) {
    this.instrument = instrument
  }

  get name(): string {
    return this.instrument.name
  }

  /** What a registry's `clear` does to what was recorded; a fact was not. */
  clear(): void {}

  set(labels: Labels<L>): void {
    const { definition } = this.instrument
    const next = definition.labelNames.length === 0 ? this.instrument.bare() : this.instrument.resolve(labels)
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
