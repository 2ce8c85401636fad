/** What one scrape over several threads costs, beside one over as many cluster workers, and how much threads can write together. */

import { availableParallelism } from 'node:os'
import { judge, threadBars } from '../bars.js'
import type { TextSummary } from '../harness/exposition-text.js'
import { startProgram } from '../harness/processes.js'
import type { Row } from '../harness/report.js'
import { pairedRatio, spreadOf } from '../harness/statistics.js'
import { type WrittenKind, writtenKinds } from '../peers/telltale/written.js'
import type { WritersInput, WritersOutput } from '../programs/thread-scrape.js'
import type { Suite } from './suite.js'

interface Scale {
  readonly memberCount: number
  readonly seriesCount: number
}

const barScale: Scale = { memberCount: 4, seriesCount: 10_000 }
const scales: readonly Scale[] = [{ memberCount: 2, seriesCount: 1_000 }, { memberCount: 2, seriesCount: 10_000 }, barScale]

const sideNames = { threads: 'telltale, threads', cluster: 'prom-client, cluster' } as const

export const threads: Suite = {
  name: 'threads',
  async run({ isQuick, progress }) {
    const rows: Row[] = []
    let ratio = Number.NaN
    for (const scale of scales) {
      const name = `scrape over ${scale.memberCount} × ${scale.seriesCount.toLocaleString('en-US')} counters, ms`
      progress(name)
      const sized = isQuick ? { ...scale, seriesCount: scale.seriesCount / 10 } : scale
      const { threadMillis, clusterMillis, blockMillis } = await compareScrapes(sized, isQuick ? 2 : 15)
      rows.push({ name, figures: { [sideNames.threads]: spreadOf(threadMillis), [sideNames.cluster]: spreadOf(clusterMillis) } })
      rows.push({ name: "  longest block of the primary's loop, ms", figures: { [sideNames.cluster]: spreadOf(blockMillis) } })
      if (scale === barScale) ratio = pairedRatio(clusterMillis, threadMillis)
    }
    const costs: number[] = []
    for (const kind of writtenKinds) {
      // What grows with the number of threads is asked of one kind; of the others, whether two disturb one another.
      const writerCounts = kind === 'counter' ? [1, 2, 4, 8] : [1, 2]
      const rates = await measureWriters(kind, writerCounts, isQuick ? 20 : 200, isQuick ? 1 : 7, progress)
      for (const [writerCount, values] of rates) {
        rows.push({ name: `${writerCount} writing one ${kind}, million a second`, figures: { [sideNames.threads]: spreadOf(values) } })
      }
      const [alone, both] = [rates.get(1) ?? [], rates.get(2) ?? []]
      costs.push(Math.min(...alone.map((rate, round) => (2 * rate) / (both[round] as number))))
    }
    return {
      suite: 'threads',
      unit: 'as each line says',
      rows,
      judgements: [judge(threadBars.overAggregatorRegistry, ratio), judge(threadBars.writers, Math.max(...costs))],
      notes: [
        'threads: gather and text in the main thread; cluster: prom-client asks its workers by message and merges their answers',
        `every text and every sum was exact; writers can only gain from cores that are free, of ${availableParallelism()} here`,
        `cost of a call, 2 threads / 1, best round: ${writtenKinds.map((kind, i) => `${kind} ${costs[i]?.toFixed(2)}`).join(', ')}`,
      ],
    }
  },
}

/** Both processes live at once and are scraped in turn. */
async function compareScrapes({ memberCount, seriesCount }: Scale, roundCount: number) {
  const nodeOptions = ['--expose-gc']
  const sides = {
    threads: startProgram('thread-scrape', { nodeOptions }),
    cluster: startProgram('cluster-scrape', { nodeOptions }),
  }
  try {
    const millis = { threads: [] as number[], cluster: [] as number[] }
    const warmUpRounds = 3
    for (const side of Object.values(sides)) await side.call('start', memberCount)
    for (let round = -warmUpRounds; round < roundCount; round++) {
      for (const [name, side] of Object.entries(sides) as [keyof typeof sides, (typeof sides)['threads']][]) {
        await side.call('change', seriesCount)
        const spent = await side.call<number>('scrape')
        if (round >= 0) millis[name].push(spent)
      }
    }
    for (const [name, side] of Object.entries(sides)) {
      const { sampleCount, recordedCount } = await side.call<TextSummary>('summarize')
      const expected = memberCount * seriesCount * (warmUpRounds + roundCount)
      if (sampleCount !== seriesCount || recordedCount !== expected) {
        throw new Error(`${name}: ${sampleCount} samples with ${recordedCount} recordings; expected ${seriesCount} with ${expected}`)
      }
    }
    const blockMillis = [await sides.cluster.call<number>('block')]
    return { threadMillis: millis.threads, clusterMillis: millis.cluster, blockMillis }
  } finally {
    await sides.cluster.call('stop').catch(() => {})
    for (const side of Object.values(sides)) await side.close()
  }
}

/** Million writes a second of all threads together, by their number: a value a round. */
async function measureWriters(
  kind: WrittenKind,
  writerCounts: readonly number[],
  millis: number,
  roundCount: number,
  progress: (line: string) => void,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const program = startProgram('thread-scrape')
  const rates = new Map<number, number[]>(writerCounts.map((count) => [count, []]))
  try {
    progress(`writers of one ${kind}`)
    for (let round = 0; round < roundCount; round++) {
      for (const threadCount of writerCounts) {
        const input: WritersInput = { kind, threadCount, millis, metric: `written_${threadCount}_${round}_total` }
        const { written, read, wallMillis } = await program.call<WritersOutput>('write', input)
        if (written !== read) throw new Error(`${kind}: ${threadCount} threads wrote ${written}, read was ${read}`)
        rates.get(threadCount)?.push(written / wallMillis / 1_000)
      }
    }
  } finally {
    await program.close()
  }
  return rates
}
