/** A process with one library in it, in which nothing is collected while calls are made: the heap's growth is what they allocate. */

import { collectGarbage } from '../harness/garbage.js'
import { answerCalls } from '../harness/program.js'
import { median } from '../harness/statistics.js'
import { loadRecordingPeer } from '../peers/load-recording.js'
import type { LibraryName } from '../peers/names.js'
import type { RecordingCaseName } from '../peers/recording-peer.js'
import { methods, observations, orderMask, statuses } from '../peers/workload.js'

const warmUpCalls = 300_000
const measuredCalls = 50_000
const repetitions = 7

/** Bytes a call. The median, because now and then the compiler allocates on its own account. */
function bytesPerCall(loop: (iterations: number) => void): number {
  loop(warmUpCalls)
  const samples = Array.from({ length: repetitions }, () => {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    loop(measuredCalls)
    return (process.memoryUsage().heapUsed - before) / measuredCalls
  })
  return median(samples)
}

/** Keeps what is made below from being optimised away. */
const kept: unknown[] = [undefined, undefined]

/** What a caller makes for a call, whatever the library does. */
export interface CallerBytes {
  /** A literal of two labels. */
  readonly literal: number
  /** The literal and a number with a fraction, which the engine boxes to pass it on. */
  readonly literalAndNumber: number
}

answerCalls({
  async measure({
    library,
    caseNames,
  }: {
    library: LibraryName
    caseNames: readonly RecordingCaseName[]
  }): Promise<Map<RecordingCaseName, number>> {
    const peer = await loadRecordingPeer(library)
    peer.exercise(2_000)
    const bytes = new Map<RecordingCaseName, number>()
    for (const caseName of caseNames) {
      const one = peer.cases[caseName]?.()
      if (one) bytes.set(caseName, bytesPerCall(one.loop))
    }
    return bytes
  },
  callerBytes: (): CallerBytes => ({
    literal: bytesPerCall((iterations) => {
      for (let i = 0; i < iterations; i++) kept[0] = { method: methods[i & 3], status: statuses[(i >> 2) & 3] }
    }),
    literalAndNumber: bytesPerCall((iterations) => {
      for (let i = 0; i < iterations; i++) {
        kept[0] = { method: methods[i & 3], status: statuses[(i >> 2) & 3] }
        kept[1] = observations[i & orderMask]
      }
    }),
  }),
})
