/** Through the real dd-trace, in a process of its own, to a UDP socket. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createDatadogExporter } from '../../src/exporter.js'
import { startUdp } from '../support/udp.js'

const run = promisify(execFile)
const PROGRAM = fileURLToPath(new URL('fixtures/tracing.mjs', import.meta.url))

describe('via dd-trace', () => {
  it.each([
    ['passed in', '0'],
    ['found', '1'],
  ])('sends nothing before init(), loses nothing, and sends all after it: %s', async (_title, find) => {
    const udp = await startUdp()
    const env = {
      PATH: process.env['PATH'],
      FIND: find,
      DD_DOGSTATSD_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(udp.port),
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:1',
      DD_APM_TRACING_ENABLED: 'false',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      DD_TRACE_STARTUP_LOGS: 'false',
    }
    const { stdout } = await run(process.execPath, [PROGRAM], { env })
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toEqual({
      outcomes: ['rejected', 'accepted', 'accepted', 'accepted'],
      problems: ['tracer_not_initialised'],
    })
    await udp.until(() => udp.total('jobs.count') >= 35 && udp.total('sizes.count') >= 3)
    expect(udp.total('jobs.count')).toBe(35)
    expect(udp.total('sizes.sum')).toBe(150)
    await udp.until(() => udp.lines.filter(({ name }) => name === 'sizes').length >= 3)
    expect(udp.lines.filter(({ name, type }) => name === 'sizes' && type === 'd').flatMap(({ values }) => values)).toEqual([55, 55, 55])
    await udp.close()
  })

  it('of a tracer that is disabled nothing is sent', async () => {
    class NoopDogStatsDClient {
      increment(): void {}
      gauge(): void {}
      distribution(): void {}
      flush(): void {}
    }
    const exporter = createDatadogExporter({
      via: 'dd-trace',
      tracer: { dogstatsd: new NoopDogStatsDClient() },
      variables: {},
      onProblem: () => {},
    })
    const snapshot = { takenAtMillis: 0, resource: { attributes: {} }, families: [] }
    expect(await exporter.push(snapshot, new AbortController().signal)).toMatchObject({ reason: 'tracer_not_initialised', final: false })
  })
})
