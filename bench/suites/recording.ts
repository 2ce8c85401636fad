/** What one recording call costs: every library in one process, taking turns. */

import { type Bar, type Judgement, judge, recordingBars } from '../bars.js'
import { startProgram } from '../harness/processes.js'
import type { Row } from '../harness/report.js'
import type { SamplingPlan } from '../harness/sampling.js'
import { pairedRatio, spreadOf } from '../harness/statistics.js'
import { type RecordingCaseName, recordingCases } from '../peers/recording-peer.js'
import type { RecordingInput, RecordingOutput } from '../programs/recording.js'
import type { Suite } from './suite.js'

/** Which contender of which case a bar divides by which. */
interface Comparison {
  readonly bar: Bar
  readonly caseName: RecordingCaseName
  readonly over: string
}

const comparisons: readonly Comparison[] = [
  { bar: recordingBars.boundOverHandles, caseName: 'counterRandomBound', over: 'floor' },
  { bar: recordingBars.twoLabelsOverPromClient, caseName: 'counterTwoLabels', over: 'prom-client' },
  { bar: recordingBars.twoLabelsOverPlatformatic, caseName: 'counterTwoLabels', over: '@platformatic' },
  { bar: recordingBars.twoLabelsOverOpenTelemetry, caseName: 'counterTwoLabels', over: 'opentelemetry' },
  { bar: recordingBars.sameOverPromClient, caseName: 'counterSameLabels', over: 'prom-client' },
  { bar: recordingBars.randomOverPromClient, caseName: 'counterRandom', over: 'prom-client' },
  { bar: recordingBars.boundHistogramOverPromClient, caseName: 'histogramBound', over: 'prom-client' },
  { bar: recordingBars.boundHistogramOverFloor, caseName: 'histogramBound', over: 'floor' },
  { bar: recordingBars.histogramOverPromClient, caseName: 'histogramTwoLabels', over: 'prom-client' },
  { bar: recordingBars.summaryOverPromClient, caseName: 'summaryFiveWindows', over: 'prom-client' },
  { bar: recordingBars.summaryOverSketches, caseName: 'summaryFiveWindows', over: 'sketches-js' },
  { bar: recordingBars.nativeOverOpenTelemetry, caseName: 'nativeHistogram', over: 'opentelemetry' },
  { bar: recordingBars.gaugeOverPromClient, caseName: 'gaugeBound', over: 'prom-client' },
]

/** Short samples, many rounds: on a machine with neighbours most samples of 1.5 ms run undisturbed, and few of 10 ms do. */
const fullPlan: SamplingPlan = { roundCount: 151, sampleMillis: 1.5, warmUpMillis: 150 }
const quickPlan: SamplingPlan = { roundCount: 3, sampleMillis: 1, warmUpMillis: 10 }

export const recording: Suite = {
  name: 'recording',
  async run({ isQuick, core, progress }) {
    const program = startProgram('recording', { core })
    try {
      await program.call('exercise')
      const nanosByCase = new Map<RecordingCaseName, RecordingOutput>()
      for (const caseName of Object.keys(recordingCases) as RecordingCaseName[]) {
        progress(recordingCases[caseName])
        const input: RecordingInput = { caseName, plan: isQuick ? quickPlan : fullPlan }
        nanosByCase.set(caseName, await program.call<RecordingOutput>('measure', input))
      }
      const versions = await program.call<Record<string, string>>('versions')
      return {
        suite: 'recording',
        unit: 'ns per call',
        rows: [...nanosByCase].map(([caseName, nanos]): Row => {
          return {
            name: recordingCases[caseName],
            figures: Object.fromEntries([...nanos].map(([name, values]) => [name, spreadOf(values)])),
          }
        }),
        judgements: comparisons.map((comparison) => compare(comparison, nanosByCase)),
        notes: [
          Object.entries(versions)
            .filter(([, version]) => version !== '')
            .map(([name, version]) => `${name} ${version}`)
            .join(', '),
          'every contender said afterwards how many calls it had recorded, and it was the number made',
        ],
      }
    } finally {
      await program.close()
    }
  },
}

function compare({ bar, caseName, over }: Comparison, nanosByCase: ReadonlyMap<RecordingCaseName, RecordingOutput>): Judgement {
  const nanos = nanosByCase.get(caseName)
  const ours = nanos?.get('telltale') ?? []
  const theirs = nanos?.get(over) ?? []
  return judge(bar, bar.direction === 'atLeast' ? pairedRatio(theirs, ours) : pairedRatio(ours, theirs))
}
