/** Buckets by octave, added up over windows and lanes. */

import type { BucketWalk } from '../model/bucket-walk.js'
import { MIN_OCTAVE, OCTAVE_COUNT } from './cell-layout.js'

/** Magnitudes on one side of zero. Only octaves in `used` hold anything: `counts[octave * perOctave + bucket]`. */
export interface OctaveSide {
  readonly counts: Float64Array
  readonly used: Set<number>
}

/** Kept between series, so that one serves a whole family. */
export class OctaveSums {
  readonly perOctave: number
  readonly positive: OctaveSide
  zeroCount = 0
  private readonly scale: number
  private below: OctaveSide | undefined = undefined

  /** @param scale from 0 on */
  constructor(scale: number) {
    this.scale = scale
    this.perOctave = 2 ** scale
    this.positive = this.createSide()
  }

  /** Made when first asked for: most distributions have no negative values. */
  get negative(): OctaveSide {
    this.below ??= this.createSide()
    return this.below
  }

  /** The positive side, and the negative one if anybody has asked for it. */
  get sides(): readonly [OctaveSide] | readonly [OctaveSide, OctaveSide] {
    return this.below ? [this.positive, this.below] : [this.positive]
  }

  clear(): void {
    for (const { counts, used } of this.sides) {
      for (const octave of used) counts.fill(0, octave * this.perOctave, (octave + 1) * this.perOctave)
      used.clear()
    }
    this.zeroCount = 0
  }

  total(): number {
    let total = this.zeroCount
    for (const { counts, used } of this.sides) {
      for (const octave of used) {
        for (let i = octave * this.perOctave; i < (octave + 1) * this.perOctave; i++) total += counts[i] as number
      }
    }
    return total
  }

  /** Adds every filled bucket to a walk, by rising value. */
  appendTo(walk: BucketWalk): void {
    if (this.below) this.appendSide(walk, this.below, -1)
    walk.add(0, 0, this.zeroCount)
    this.appendSide(walk, this.positive, 1)
  }

  private appendSide(walk: BucketWalk, { counts, used }: OctaveSide, sign: 1 | -1): void {
    const { perOctave } = this
    for (const octave of [...used].sort((a, b) => sign * (a - b))) {
      for (let i = 0; i < perOctave; i++) {
        const bucket = octave * perOctave + (sign > 0 ? i : perOctave - 1 - i)
        walk.add(bucket + MIN_OCTAVE * perOctave, sign, counts[bucket] as number)
      }
    }
  }

  private createSide(): OctaveSide {
    return { counts: new Float64Array(OCTAVE_COUNT * 2 ** this.scale), used: new Set() }
  }
}
