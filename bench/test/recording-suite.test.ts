import { expect, it } from 'vitest'
import { recordingCases } from '../peers/recording-peer.js'
import { recording } from '../suites/recording.js'

it('measures every case with every library, each of which has recorded exactly what it was called for', async () => {
  const lines: string[] = []
  // The suite itself compares what each contender says it recorded with what was run, and throws when they differ.
  const report = await recording.run({ isQuick: true, core: undefined, progress: (line) => lines.push(line) })
  expect(lines).toEqual(Object.values(recordingCases))
  expect(report.rows.map(({ name }) => name)).toEqual(lines)
  for (const { name, figures } of report.rows) {
    // The other two have no native histograms.
    const others = name === recordingCases.nativeHistogram ? ['opentelemetry'] : ['prom-client', '@platformatic']
    expect(Object.keys(figures), name).toEqual(expect.arrayContaining(['telltale', ...others]))
  }
  const contenders = new Set(report.rows.flatMap(({ figures }) => Object.keys(figures)))
  expect([...contenders].sort()).toEqual(['@platformatic', 'bare add', 'floor', 'opentelemetry', 'prom-client', 'sketches-js', 'telltale'])
  expect(report.judgements).toHaveLength(13)
  for (const { bar, measured } of report.judgements) expect(measured, bar.figure).toBeGreaterThan(0)
})
