import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkMetrics, describeWithServer, startPrometheus } from '../../../scripts/servers/index.mjs'
import { parseExposition, seriesKey } from '../src/exposition.js'
import { AWKWARD, makeAwkwardFolder } from './support/made-directory.js'
import { MAIN, type Running, start } from './support/program.js'

const LABELS = { instance: '', job: 'telltale' }

describeWithServer('prometheus', 'a real Prometheus', () => {
  const folder = makeAwkwardFolder()
  let example: Running
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>
  let url: string
  let target: string

  beforeAll(async () => {
    example = start(MAIN, [folder.path, '--serve', '--port', '0'])
    url = (await example.waitFor(/serving (\S+) until interrupted/))[1] as string
    target = new URL(url).host
    prometheus = await startPrometheus({ targets: [target] })
    await prometheus.waitForTarget(({ health }) => health !== 'unknown')
  })
  afterAll(async () => {
    await prometheus?.stop()
    example?.process.kill('SIGTERM')
    await example?.ended
    folder.remove()
  })

  it('shows the running example as healthy on its target page', async () => {
    const [shown, ...others] = await prometheus.targets()
    expect(shown).toMatchObject({ health: 'up', lastError: '', scrapeUrl: url })
    expect(others).toEqual([])
  })

  it('answers PromQL with the exact totals', async () => {
    const sum = async (promql: string) => (await prometheus.query(promql)).map(({ value }) => value)
    expect(await sum('sum(pipeline_executions_total)')).toEqual([AWKWARD.fileCount])
    expect(await sum('pipeline_items_total{step="tokenize", status="success"}')).toEqual([AWKWARD.wordCount])
    expect(await sum('pipeline_items_total{step="decode", status="success"}')).toEqual([AWKWARD.lineCount])
    expect(await sum('pipeline_bytes_total{step="read", status="error"}')).toEqual([AWKWARD.tooLargeBytes])
    expect(await sum('sum(pipeline_errors_total)')).toEqual([3])
    expect(await sum('pipeline_distinct_words')).toEqual([AWKWARD.distinctCount])
    expect(await sum('pipeline_file_size_bytes_count')).toEqual([AWKWARD.readCount])
    expect(await sum('sum(pipeline_step_duration_seconds_bucket{le="+Inf"}) - sum(pipeline_step_duration_seconds_count)')).toEqual([0])
    expect(
      await sum(
        'pipeline_executions_started_total - on(pipeline) sum by (pipeline) (pipeline_executions_total) - on(pipeline) pipeline_executions_abandoned_total',
      ),
    ).toEqual([0])
  })

  it('has stored every series of the exposition, to the last digit', async () => {
    // What Prometheus asks for: bounds are spelled in another way than in text 0.0.4.
    const { samples } = parseExposition(await (await fetch(url, { headers: { accept: 'application/openmetrics-text' } })).text())
    const stored = new Map<string, number>()
    for (const { metric, value } of await prometheus.query('{__name__=~"pipeline_.+"}')) {
      const { __name__: name = '', ...labels } = metric
      stored.set(seriesKey(name, labels), value)
    }
    const exposed = samples.filter(({ name }) => name.startsWith('pipeline_'))
    expect(exposed.length).toBeGreaterThan(50)
    expect(stored).toEqual(
      new Map(exposed.map(({ name, labels, value }) => [seriesKey(name, { ...labels, ...LABELS, instance: target }), value])),
    )
  })
})

describeWithServer('promtool', 'promtool', () => {
  it('accepts the exposition of the example without a complaint', async () => {
    const folder = makeAwkwardFolder()
    const example = start(MAIN, [folder.path, '--serve', '--port', '0'])
    try {
      const [, url = ''] = await example.waitFor(/serving (\S+) until interrupted/)
      expect(checkMetrics(await (await fetch(url)).text())).toEqual({ code: 0, output: '' })
    } finally {
      example.process.kill('SIGTERM')
      await example.ended
      folder.remove()
    }
  })
})
