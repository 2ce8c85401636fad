/** The recording suite's process: every library in it, taking turns, so that whatever the machine does weighs on all of them. */

import { answerCalls } from '../harness/program.js'
import { type SamplingPlan, sampleInterleaved } from '../harness/sampling.js'
import { bareAdd, floor } from '../peers/floor/recording.js'
import { openTelemetry } from '../peers/opentelemetry/recording.js'
import { platformatic } from '../peers/platformatic/recording.js'
import { promClient } from '../peers/prom-client/recording.js'
import type { RecordingCaseName, RecordingPeer } from '../peers/recording-peer.js'
import { sketches } from '../peers/sketches/recording.js'
import { telltale } from '../peers/telltale/recording.js'

export interface RecordingInput {
  readonly caseName: RecordingCaseName
  readonly plan: SamplingPlan
}

/** Nanoseconds per call, one a round, by contender. */
export type RecordingOutput = ReadonlyMap<string, readonly number[]>

const peers: readonly RecordingPeer[] = [bareAdd, floor, telltale, promClient, platformatic, openTelemetry, sketches]

/** Repetitions of `exercise` before the first case and before each round: enough to be compiled for, little enough not to be felt. */
const exerciseBefore = 5_000
const exerciseEachRound = 20

answerCalls({
  exercise(repetitions: number = exerciseBefore) {
    for (const peer of peers) peer.exercise(repetitions)
  },
  async measure({ caseName, plan }: RecordingInput): Promise<RecordingOutput> {
    const contenders = peers.flatMap((peer) => {
      const make = peer.cases[caseName]
      return make ? [{ name: peer.name, ...make() }] : []
    })
    const samples = sampleInterleaved(contenders, plan, () => {
      for (const peer of peers) peer.exercise(exerciseEachRound)
    })
    for (const { name, recorded } of contenders) {
      const [ran, found] = [samples.iterations.get(name), await recorded()]
      if (found !== ran) throw new Error(`${name} says that it recorded ${found} of ${ran} calls in '${caseName}'`)
    }
    return samples.nanos
  },
  versions: () => Object.fromEntries(peers.map(({ name, version }) => [name, version])),
})
