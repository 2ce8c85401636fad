/** The floor: the bare work of each call on bare shared memory, without names, checks or a library. */

import type { RecordingPeer } from '../recording-peer.js'
import { bounds, seriesCount, workload } from '../workload.js'

/** A minimal handle. It checks nothing. */
interface Handle {
  readonly cells: Float64Array
  readonly index: number
}

const allocate = (cellCount: number): Float64Array => new Float64Array(new SharedArrayBuffer(cellCount * 8))
const total = (cells: Float64Array): number => cells.reduce((sum, cell) => sum + cell, 0)

/** Handles over one piece of memory, one cell each. */
function handlesOver(cells: Float64Array): Handle[] {
  return Array.from(cells, (_, index) => ({ cells, index }))
}

/** Two nested maps from label values to a cell: the least that finding a series by two labels can cost. */
function nestedIndex(outer: readonly string[], inner: readonly string[]): Map<string, Map<string, number>> {
  return new Map(outer.map((first, row) => [first, new Map(inner.map((second, column) => [second, row * inner.length + column]))]))
}

/**
 * How many of 11 bounds lie below a value. Written out and added up as numbers, which the compiler does without a branch: 4 ns with random values,
 * where a search that branches takes 15 and the same sum of conditional ones and zeros, too.
 */
function countBelow(bounds: Float64Array, value: number): number {
  const below = (index: number): number => +(value > (bounds[index] as number))
  return below(0) + below(1) + below(2) + below(3) + below(4) + below(5) + below(6) + below(7) + below(8) + below(9) + below(10)
}

export const floor: RecordingPeer = {
  name: 'floor',
  version: '',
  exercise: () => {},
  cases: {
    counterBare() {
      const cells = allocate(1)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) cells[0] = (cells[0] as number) + 1
        },
        recorded: () => total(cells),
      }
    },
    counterEight() {
      const cells = allocate(8)
      const handles = handlesOver(cells)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const handle = handles[i & 7] as Handle
            handle.cells[handle.index] = (handle.cells[handle.index] as number) + 1
          }
        },
        recorded: () => total(cells),
      }
    },
    counterTwoLabels() {
      const { methods, statuses } = workload
      const cells = allocate(16)
      const index = nestedIndex(methods, statuses)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const cell = index.get(methods[i & 3] as string)?.get(statuses[(i >> 2) & 3] as string) as number
            cells[cell] = (cells[cell] as number) + 1
          }
        },
        recorded: () => total(cells),
      }
    },
    counterRandom() {
      const { methods, users, order, orderMask } = workload
      const cells = allocate(seriesCount * methods.length)
      const index = nestedIndex(users, methods)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const series = order[i & orderMask] as number
            const cell = index.get(users[series] as string)?.get(methods[series & 3] as string) as number
            cells[cell] = (cells[cell] as number) + 1
          }
        },
        recorded: () => total(cells),
      }
    },
    counterRandomBound() {
      const { order, orderMask } = workload
      const cells = allocate(seriesCount)
      const handles = handlesOver(cells)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const handle = handles[order[i & orderMask] as number] as Handle
            handle.cells[handle.index] = (handle.cells[handle.index] as number) + 1
          }
        },
        recorded: () => total(cells),
      }
    },
    histogramBound() {
      const { orderMask, observations } = workload
      const sum = bounds.length + 1
      const cells = allocate(sum + 1)
      const limits = Float64Array.from(bounds)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const value = observations[i & orderMask] as number
            const bucket = countBelow(limits, value)
            cells[bucket] = (cells[bucket] as number) + 1
            cells[sum] = (cells[sum] as number) + value
          }
        },
        recorded: () => total(cells.subarray(0, sum)),
      }
    },
    timerTwoLabels() {
      const cells = allocate(2)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const started = performance.now()
            cells[1] = (cells[1] as number) + (performance.now() - started)
            cells[0] = (cells[0] as number) + 1
          }
        },
        recorded: () => cells[0] as number,
      }
    },
    gaugeBound() {
      const cells = allocate(1)
      let base = 0
      return {
        loop(iterations) {
          for (let i = 1; i <= iterations; i++) cells[0] = base + i
          base += iterations
        },
        recorded: () => cells[0] as number,
      }
    },
  },
}

/** The barest: one add to one cell, 1,000 of them at random, without a handle to load it through. */
export const bareAdd: RecordingPeer = {
  name: 'bare add',
  version: '',
  exercise: () => {},
  cases: {
    counterRandomBound() {
      const { order, orderMask } = workload
      const cells = allocate(seriesCount)
      return {
        loop(iterations) {
          for (let i = 0; i < iterations; i++) {
            const series = order[i & orderMask] as number
            cells[series] = (cells[series] as number) + 1
          }
        },
        recorded: () => total(cells),
      }
    },
  },
}
