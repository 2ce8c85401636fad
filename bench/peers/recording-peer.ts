/**
 * What a library brings to the recording suite.
 *
 * Every adapter writes each loop out in its own source instead of sharing them: an application's call site knows one library, and a shared
 * one would be compiled for all of them at once.
 */

import type { FloorName, LibraryName, SpecialistName } from './names.js'

/** The cases of the recording suite, with the names they have in its table. */
export const recordingCases = {
  counterBare: 'counter, no labels, tight loop',
  counterEight: 'counter, no labels, 8 in turn',
  counterTwoLabels: 'counter, 2 labels, 16 series in turn',
  counterSameLabels: 'counter, same 2 labels again and again',
  counterFourLabels: 'counter, 4 labels, 16 series in turn',
  counterBoundTwo: 'counter, bound, 2 labels, 16 in turn',
  counterBoundFour: 'counter, bound, 4 labels, 16 in turn',
  counterRandom: 'counter, 1,000 series at random',
  counterRandomBound: 'counter, bound, 1,000 series at random',
  gaugeBound: 'gauge set, bound, 2 labels',
  histogramBare: 'histogram, no labels, 11 buckets',
  histogramTwoLabels: 'histogram, 2 labels, 16 series in turn',
  histogramBound: 'histogram, bound, 2 labels',
  nativeHistogram: 'native histogram, no labels',
  timerTwoLabels: 'timer, 2 labels',
  summaryFiveWindows: 'summary, 5 age windows',
  summaryTenWindows: 'summary, 10 age windows',
} as const

export type RecordingCaseName = keyof typeof recordingCases

export interface RecordingCase {
  /** The measured call, `iterations` times over. */
  readonly loop: (iterations: number) => void
  /** How many iterations the library says it has recorded since the case was made. The suite compares it with what it ran. */
  readonly recorded: () => number | Promise<number>
}

export interface RecordingPeer {
  readonly name: LibraryName | SpecialistName | FloorName
  readonly version: string
  /** Records through some 20 metrics of several shapes, so that the library's code is compiled for an application and not for one metric. */
  readonly exercise: (repetitions: number) => void
  readonly cases: Readonly<Partial<Record<RecordingCaseName, () => RecordingCase>>>
}
