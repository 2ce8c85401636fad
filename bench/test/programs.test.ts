import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TextSummary } from '../harness/exposition-text.js'
import { type Program, startProgram } from '../harness/processes.js'
import { startThread } from '../harness/threads.js'
import type { ExpositionPeer, Filling } from '../peers/exposition-peer.js'
import type { Rendering } from '../programs/exposition.js'

describe('programs in processes and threads', () => {
  it('pass on what an operation throws, and go on', async () => {
    const program = startProgram('exposition')
    try {
      await expect(program.call('load', 'nobody')).rejects.toThrow(/program 'exposition' failed: TypeError/)
      await expect(program.call('dance')).rejects.toThrow("no operation 'dance'; there are load, fill")
      await program.call('load', 'floor')
      await expect(program.call('create', {})).rejects.toThrow('floor has no part in this suite')
    } finally {
      await program.close()
    }
    await expect(program.call('load', 'floor')).rejects.toThrow("program 'exposition' ended early (SIGKILL)")
  })

  it('answer in threads too, and reject the call under way when they are ended', async () => {
    const thread = startThread('writing', 'cjs')
    const count = await thread.call<number>('write', { kind: 'counter', metric: 'bench_test_written_total', millis: 1 })
    expect(count % 10_000).toBe(0)
    const endless = thread.call('write', { kind: 'counter', metric: 'bench_test_written_total', millis: 1e9 })
    const rejected = expect(endless).rejects.toThrow("thread 'writing' ended early")
    await thread.close()
    await rejected
  })

  it('are refused by name when they were not built', () => {
    expect(() => startProgram('nothing-of-the-kind')).toThrow(/nothing-of-the-kind\.js is missing; build this package first/)
  })
})

const libraries: readonly (readonly [ExpositionPeer['name'], readonly Filling['kind'][]])[] = [
  ['floor', ['counter', 'histogram']],
  ['telltale', ['counter', 'histogram', 'summary']],
  ['prom-client', ['counter', 'histogram', 'summary']],
  ['@platformatic', ['counter', 'histogram', 'summary']],
  ['opentelemetry', ['counter', 'histogram']],
]

describe.each(libraries)('%s in a process of its own', (library, kinds) => {
  let program: Program
  beforeAll(async () => {
    program = startProgram('exposition', { nodeOptions: ['--expose-gc'] })
    await program.call('load', library)
  })
  afterAll(() => program.close())

  it.each(kinds)('renders every series of a %s, all that was recorded in it', async (kind) => {
    const samplesPerSeries = { counter: 1, histogram: 14, summary: 5 }[kind]
    // Beyond the limit on series that two of the libraries have unless told otherwise.
    const seriesCount = kind === 'summary' ? 30 : 2_100
    for (const place of ['first', 'last'] as const) {
      await program.call('fill', { kind, seriesCount, place } satisfies Filling)
      // Each rendering is preceded by a change of every series.
      for (const form of ['text', 'bytes']) expect((await program.call<Rendering>('render', form)).byteCount).toBeGreaterThan(seriesCount)
      const recordings = kind === 'summary' ? 999 + 3 : 3
      const { sampleCount, recordedCount } = await program.call<TextSummary>('summarize')
      expect({ sampleCount, recordedCount }).toEqual({
        sampleCount: seriesCount * samplesPerSeries,
        recordedCount: seriesCount * recordings,
      })
    }
  })
})
