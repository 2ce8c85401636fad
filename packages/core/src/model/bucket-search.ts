/** Finds the bucket of a value among bounds of any shape, in nearly constant time. */

export interface BucketSearch {
  /** How many bounds there are; the index of the +Inf bucket. */
  readonly boundCount: number
  /** Index of the first bound that is not below `value`; `boundCount` when all are. Not for NaN. */
  find(value: number): number
}

/** @param bounds Finite, strictly increasing. */
export function createBucketSearch(bounds: readonly number[]): BucketSearch {
  return new Search(Float64Array.from(bounds))
}

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)

/** Bits of the mantissa beside the exponent that number the cells of the table: four cells an octave. */
const CELL_SHIFT = 18
/** With more bounds than this in one cell, halving from there is faster than stepping. */
const MAX_STEPS = 8

/**
 * Values above zero go through a table by the high bits of the number, which grow with it: a cell holds the first bound that can be the answer, and a step or two finish. 5 ns over 11
 * bounds with random values; counting through them takes 15, stepping 10–13, halving 10. The rest, and bounds that crowd in one cell, are found by halving.
 */
class Search implements BucketSearch {
  readonly boundCount: number
  private readonly bounds: Float64Array
  /** By cell, from the cell of the least positive bound on. */
  private readonly firstBounds: Uint16Array
  private readonly firstCell: number
  /** Index of the least bound above zero, or -1. */
  private readonly firstPositive: number
  private readonly leastPositive: number
  private readonly greatest: number
  private readonly isCrowded: boolean

  constructor(bounds: Float64Array) {
    this.bounds = bounds
    this.boundCount = bounds.length
    this.firstPositive = bounds.findIndex((bound) => bound > 0)
    this.leastPositive = bounds[this.firstPositive] ?? Number.POSITIVE_INFINITY
    this.greatest = bounds.at(-1) ?? Number.NEGATIVE_INFINITY
    this.firstCell = cellOf(this.leastPositive)
    this.firstBounds = this.firstPositive < 0 ? new Uint16Array(0) : Uint16Array.from(this.fillTable())
    this.isCrowded = this.firstBounds.some((first, cell) => (this.firstBounds[cell + 1] ?? this.boundCount) - first > MAX_STEPS)
  }

  find(value: number): number {
    if (value > this.greatest) return this.boundCount
    if (!(value > this.leastPositive)) return this.firstPositive === 0 ? 0 : this.halve(value)
    if (this.isCrowded) return this.halve(value)
    number[0] = value
    const { bounds } = this
    let found = this.firstBounds[((words[1] as number) >>> CELL_SHIFT) - this.firstCell] as number
    while (value > (bounds[found] as number)) found++
    return found
  }

  private fillTable(): number[] {
    const table: number[] = []
    const lastCell = cellOf(this.greatest)
    let bound = this.firstPositive
    for (let cell = this.firstCell; cell <= lastCell; cell++) {
      const start = startOf(cell)
      while ((this.bounds[bound] as number) < start) bound++
      table.push(bound)
    }
    return table
  }

  private halve(value: number): number {
    const { bounds } = this
    let low = 0
    let high = bounds.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value > (bounds[middle] as number)) low = middle + 1
      else high = middle
    }
    return low
  }
}

function cellOf(value: number): number {
  number[0] = value
  return (words[1] as number) >>> CELL_SHIFT
}

function startOf(cell: number): number {
  words[0] = 0
  words[1] = cell << CELL_SHIFT
  return number[0] as number
}
