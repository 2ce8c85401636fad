/** What a recording call leaves to the garbage collector: each library alone in its process. */

import { allocationBars, judge } from '../bars.js'
import { callProgram } from '../harness/processes.js'
import type { Row } from '../harness/report.js'
import { spreadOf } from '../harness/statistics.js'
import { libraryNames } from '../peers/names.js'
import { type RecordingCaseName, recordingCases } from '../peers/recording-peer.js'
import type { CallerBytes } from '../programs/allocation.js'
import type { Suite } from './suite.js'

const boundCases: readonly RecordingCaseName[] = ['counterBoundTwo', 'gaugeBound', 'histogramBound', 'summaryFiveWindows']
/** Labelled calls, and what their caller makes for them. */
const labelledCases = {
  counterTwoLabels: 'literal',
  counterSameLabels: 'literal',
  counterRandom: 'literal',
  histogramTwoLabels: 'literalAndNumber',
} as const satisfies Partial<Record<RecordingCaseName, keyof CallerBytes>>
const labelledNames = Object.keys(labelledCases) as (keyof typeof labelledCases)[]
const caseNames: readonly RecordingCaseName[] = ['counterBare', ...boundCases, ...labelledNames]

/** A young generation large enough that no collection falls into a measurement. */
const programOptions = (core: number | undefined) => ({
  core,
  nodeOptions: ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'],
})

export const allocation: Suite = {
  name: 'allocation',
  async run({ core, progress }) {
    const bytes = new Map<string, ReadonlyMap<RecordingCaseName, number>>()
    for (const library of libraryNames) {
      progress(library)
      bytes.set(library, await callProgram('allocation', 'measure', { library, caseNames }, programOptions(core)))
    }
    const callerBytes = await callProgram<CallerBytes>('allocation', 'callerBytes', undefined, programOptions(core))

    const floorOf = (caseName: RecordingCaseName): number => {
      const made = (labelledCases as Partial<Record<RecordingCaseName, keyof CallerBytes>>)[caseName]
      return made ? callerBytes[made] : 0
    }
    const ours = (caseName: RecordingCaseName): number => bytes.get('telltale')?.get(caseName) ?? Number.NaN
    const rows = caseNames.map((caseName): Row => {
      const measured = [...bytes].flatMap(([library, perCase]) => {
        const value = perCase.get(caseName)
        return value === undefined ? [] : [[library, spreadOf([value])] as const]
      })
      return { name: recordingCases[caseName], figures: { floor: spreadOf([floorOf(caseName)]), ...Object.fromEntries(measured) } }
    })
    return {
      suite: 'allocation',
      unit: 'bytes a call',
      rows,
      judgements: [
        judge(allocationBars.bound, Math.max(...boundCases.map(ours))),
        judge(allocationBars.labelled, Math.max(...labelledNames.map((caseName) => ours(caseName) - floorOf(caseName)))),
      ],
      notes: [
        'the floor of a labelled call is what its caller makes: the literal of two labels and, for `observe`, the boxed number; both bars are held against the worst case',
      ],
    }
  },
}
