/** What the first use of a label set costs: each library alone in its process, the processes taking turns. */

import { creationBars, judge } from '../bars.js'
import { type Program, startProgram } from '../harness/processes.js'
import { pairedRatio, spreadOf } from '../harness/statistics.js'
import type { ExpositionPeer, Filling } from '../peers/exposition-peer.js'
import { libraryNames } from '../peers/names.js'
import type { Suite } from './suite.js'

const cases: readonly { readonly name: string; readonly seriesCount: number; readonly place: Filling['place'] }[] = [
  { name: '1,000 label sets, telling label first', seriesCount: 1_000, place: 'first' },
  { name: '100,000 label sets, telling label first', seriesCount: 100_000, place: 'first' },
  { name: '100,000 label sets, telling label last', seriesCount: 100_000, place: 'last' },
]

export const creation: Suite = {
  name: 'creation',
  async run({ isQuick, core, progress }) {
    const roundCount = isQuick ? 2 : 9
    const programs = new Map<ExpositionPeer['name'], Program>()
    try {
      for (const library of libraryNames) {
        const program = startProgram('exposition', { core, nodeOptions: ['--expose-gc', '--max-old-space-size=4096'] })
        programs.set(library, program)
        await program.call('load', library)
        await program.call('create', { seriesCount: 2_000, place: 'first', repetitions: 3 })
      }
      const results: { name: string; micros: Map<string, number[]> }[] = []
      for (const { name, seriesCount, place } of cases) {
        progress(name)
        const micros = new Map<string, number[]>(libraryNames.map((library) => [library, []]))
        const input = { seriesCount: isQuick ? seriesCount / 20 : seriesCount, place, repetitions: seriesCount < 10_000 ? 5 : 1 }
        for (let round = 0; round < roundCount; round++) {
          for (const [library, program] of programs) {
            micros.get(library)?.push(((await program.call<number>('create', input)) * 1_000) / input.seriesCount)
          }
        }
        results.push({ name, micros })
      }
      const worst = Math.max(...results.map(({ micros }) => pairedRatio(micros.get('telltale') ?? [], micros.get('prom-client') ?? [])))
      return {
        suite: 'creation',
        unit: 'µs a series',
        rows: results.map(({ name, micros }) => ({
          name,
          figures: Object.fromEntries([...micros].map(([library, values]) => [library, spreadOf(values)])),
        })),
        judgements: [judge(creationBars.overPromClient, worst)],
        notes: ['3 labels; the label objects were made before the clock started; the bar is held against the worst of the cases'],
      }
    } finally {
      for (const program of programs.values()) await program.close()
    }
  },
}
