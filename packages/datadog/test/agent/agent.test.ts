/** To an agent: over the real hot-shots to a UDP socket. */

import { createPusher } from '@telltale/core/push'
import { createTestRegistry } from '@telltale/testkit'
import { describe, expect, it } from 'vitest'
import { findAgent } from '../../src/agent/address.js'
import { createDatadogExporter } from '../../src/exporter.js'
import { startUdp } from '../support/udp.js'

describe('via agent', () => {
  it('sends what was counted, with the tags of the environment', async () => {
    const udp = await startUdp()
    const { registry } = createTestRegistry()
    const jobs = registry.counter({ name: 'jobs_total', labels: ['kind'] })
    const sizes = registry.histogram({ name: 'sizes', buckets: [10, 100] })
    const variables = {
      DD_AGENT_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(udp.port),
      DD_SERVICE: 'shop',
      DD_ENV: 'prod',
      DD_TAGS: 'team:a',
      DD_ENTITY_ID: 'pod-1',
      DD_EXTERNAL_ENV: 'it-false',
    }
    const exporter = createDatadogExporter({ via: 'agent', prefix: 'app.', env: 'test', variables })
    const pusher = createPusher({ source: registry, exporter, metrics: false, flushAtExit: false })
    for (let round = 1; round <= 3; round++) {
      for (let i = 0; i < 50; i++) jobs.inc({ kind: String(i) }, round)
      sizes.observe(50)
      expect(await pusher.flush()).toBe('accepted')
    }
    await pusher.close()
    await udp.until(() => udp.total('app.jobs.count') >= 300 && udp.total('app.sizes.count') >= 3)
    expect(udp.total('app.jobs.count')).toBe(300)
    expect(udp.total('app.sizes.sum')).toBe(150)
    expect([...(udp.lines.find(({ name }) => name === 'app.jobs.count')?.tags ?? [])].sort()).toEqual(
      ['dd.internal.entity_id:pod-1', 'env:test', 'kind:0', 'service:shop', 'team:a'].sort(),
    )
    await udp.close()
  })
})

describe('where the agent is', () => {
  const ALL = { DD_DOGSTATSD_URL: 'udp://a:1', DD_DOGSTATSD_SOCKET: '/s', DD_AGENT_HOST: 'h', DD_DOGSTATSD_PORT: '2' }

  it.each([
    ['options first', { host: 'mine', port: 9 }, ALL, { host: 'mine', port: 9 }],
    ['then the URL', {}, ALL, { protocol: 'udp', host: 'a', port: 1 }],
    ['of a socket', {}, { DD_DOGSTATSD_URL: 'unix:///var/run/dsd' }, { protocol: 'uds', path: '/var/run/dsd' }],
    ['of a datagram socket', {}, { DD_DOGSTATSD_URL: 'unixgram:///s' }, { protocol: 'uds', path: '/s' }],
    ['of a stream socket', {}, { DD_DOGSTATSD_URL: 'unixstream:///s' }, { protocol: 'uds-stream', path: '/s' }],
    ['then the socket', {}, { ...ALL, DD_DOGSTATSD_URL: '' }, { protocol: 'uds', path: '/s' }],
    ['then host and port', {}, { DD_AGENT_HOST: 'h', DD_DOGSTATSD_PORT: '2' }, { host: 'h', port: 2 }],
    ['a host of options, a port of the environment', { host: 'mine' }, ALL, { host: 'mine', port: 2 }],
    ['a stream of options', { protocol: 'uds-stream', path: '/p' } as const, ALL, { protocol: 'uds-stream', path: '/p' }],
    ['nothing', {}, {}, {}],
  ])('%s', (_title, options, variables, expected) => {
    const { address, fault } = findAgent({ via: 'agent', ...options }, variables)
    expect(JSON.parse(JSON.stringify(address))).toEqual(expected)
    expect(fault).toBeUndefined()
  })

  it.each([{ DD_DOGSTATSD_URL: 'http://a' }, { DD_DOGSTATSD_URL: 'udp://' }, { DD_DOGSTATSD_PORT: '0' }])('%j is refused', (variables) => {
    expect(() => createDatadogExporter({ via: 'agent', variables })).toThrow(/DD_DOGSTATSD_/)
  })
})
