/** Series of version 1 to VictoriaMetrics, which takes Datadog's, and read back. */

import { createServer } from 'node:net'
import { createPusher } from '@telltale/core/push'
import { createTestRegistry } from '@telltale/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithServer, startServer } from '../../../../scripts/servers/index.mjs'
import { createDatadogExporter } from '../../src/exporter.js'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describeWithServer('victoria-metrics', 'VictoriaMetrics', (program) => {
  let server: Awaited<ReturnType<typeof startServer>> | undefined
  let url = ''

  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    server = await startServer({
      program,
      args: (folder) => [
        `-storageDataPath=${folder}/data`,
        `-httpListenAddr=127.0.0.1:${port}`,
        '-search.latencyOffset=0s',
        '-retentionPeriod=100y',
      ],
      ready: async () => ((await fetch(`${url}/health`).catch(() => undefined))?.ok ? true : undefined),
    })
  })
  afterAll(() => server?.stop())

  async function sumOf(metric: string): Promise<number> {
    await fetch(`${url}/internal/force_flush`)
    // Pushes in one second have seconds of their own, so the last ones lie ahead.
    const end = Math.floor(Date.now() / 1_000) + 600
    const lines = (await (await fetch(`${url}/api/v1/export?match[]={__name__="${metric}"}&end=${end}`)).text()).trim().split('\n')
    return lines.flatMap((line) => (JSON.parse(line) as { values: number[] }).values).reduce((sum, value) => sum + value, 0)
  }

  it.each(['deflate', 'gzip', 'none'] as const)('has added up what was counted, in %s', async (compression) => {
    const { registry } = createTestRegistry()
    const jobs = registry.counter({ name: 'jobs_total', labels: ['kind'] })
    const sizes = registry.histogram({ name: 'sizes', buckets: [10, 100] })
    const source = {
      name: 'now',
      gather: () => ({ ...registry.gather(), takenAtMillis: Date.now() }),
      *gatherChunks() {
        yield undefined
        return { ...registry.gather(), takenAtMillis: Date.now() }
      },
    }
    const exporter = createDatadogExporter({
      via: 'api',
      apiKey: 'any',
      url: `${url}/datadog`,
      apiVersion: 'v1',
      histograms: 'totals',
      prefix: `${compression}.`,
      compression,
      variables: {},
    })
    const pusher = createPusher({ source, exporter, metrics: false, flushAtExit: false })
    for (let round = 1; round <= 5; round++) {
      for (let i = 0; i < 20; i++) jobs.inc({ kind: `k${i}` }, round)
      sizes.observe(round)
      expect(await pusher.flush()).toBe('accepted')
    }
    await pusher.close()
    expect(await sumOf(`${compression}.jobs.count`)).toBe(300)
    expect(await sumOf(`${compression}.sizes.count`)).toBe(5)
    expect(await sumOf(`${compression}.sizes.sum`)).toBe(15)
  })
})
