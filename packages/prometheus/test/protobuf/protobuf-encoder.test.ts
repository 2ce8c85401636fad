import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRegistry } from '@telltale/core'
import type { Snapshot } from '@telltale/core/model'
import { awkwardSnapshots, familyOf } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeWithServer, startPrometheus } from '../../../../scripts/servers/index.mjs'
import { negotiateFormat } from '../../src/negotiation/formats.js'
import { createMessageWriter } from '../../src/protobuf/message-writer.js'
import { protobufChunks, protobufContentType } from '../../src/protobuf/protobuf-encoder.js'
import { metricsHandler } from '../../src/serve/handler.js'
import { readFamilies } from '../support/client-model.js'
import { exemplarSnapshotArbitrary } from '../support/exemplars.js'
import { expectedMessages } from '../support/expected-families.js'
import { manyCounters, snapshotOf } from '../support/snapshots.js'

function isReadBack(snapshot: Snapshot): void {
  expect(readFamilies(Buffer.concat([...protobufChunks(snapshot)]))).toEqual(expectedMessages(snapshot))
}

describe('createMessageWriter', () => {
  it.each([
    [0, '0800'],
    [127, '087f'],
    [128, '088001'],
    [300, '08ac02'],
    [2 ** 53, '088080808080808010'],
  ])('writes the integer %d', (value, hex) => {
    const writer = createMessageWriter(1)
    writer.uint(1, value)
    expect(Buffer.from(writer.take()).toString('hex')).toBe(hex)
  })

  it.each([
    [0, '0800'],
    [-1, '0801'],
    [1, '0802'],
    [-64, '087f'],
    [64, '088001'],
  ])('writes the signed integer %d', (value, hex) => {
    const writer = createMessageWriter(1)
    writer.sint(1, value)
    expect(Buffer.from(writer.take()).toString('hex')).toBe(hex)
  })

  it('writes messages of any length into messages', () => {
    const writer = createMessageWriter(1)
    const outer = writer.begin(1)
    const inner = writer.begin(2)
    writer.string(3, 'x'.repeat(200))
    writer.end(inner)
    writer.end(outer)
    expect(Buffer.from(writer.take()).subarray(0, 9).toString('hex')).toBe('0ace0112cb011ac801')
    expect(writer.length).toBe(0)
  })
})

describe('protobufjs', () => {
  it('reads any snapshot back as it was', () => {
    fc.assert(fc.property(exemplarSnapshotArbitrary(), isReadBack), { numRuns: 2_000 })
  })

  it.each(awkwardSnapshots())('reads back the awkward: $name', ({ snapshot }) => isReadBack(snapshot))
})

describe('protobufChunks', () => {
  it('are of 64 KiB at most, with pauses in a long family', () => {
    const chunks = [...protobufChunks(manyCounters(5_000))]
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024)
    expect(chunks.filter(({ length }) => length === 0).length).toBeGreaterThan(3)
  })

  it('have names by the options', () => {
    const snapshot = snapshotOf(familyOf({ kind: 'gauge', name: 'a.b', series: [{ labels: { 'c.d': 'e' }, value: 1 }] }))
    const read = (escaping: 'allow-utf-8' | 'underscores') =>
      readFamilies(Buffer.concat([...protobufChunks(snapshot, { prefix: 'x_', escaping })]))
    expect(read('allow-utf-8')).toMatchObject([{ name: 'x_a.b', metric: [{ label: [{ name: 'c.d' }] }] }])
    expect(read('underscores')).toMatchObject([{ name: 'x_a_b', metric: [{ label: [{ name: 'c_d' }] }] }])
  })

  it.each([
    ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited', protobufContentType],
    ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text', 'text/plain; version=0.0.4; charset=utf-8'],
    ['application/vnd.google.protobuf;proto=other;encoding=delimited', 'text/plain; version=0.0.4; charset=utf-8'],
  ])('are for who asks: %s', (accept, contentType) => expect(negotiateFormat(accept).contentType).toBe(contentType))
})

describeWithServer('prometheus', 'a real Prometheus', () => {
  it('scrapes native histograms and finds the same quantiles in them', async () => {
    const metrics = createRegistry({ shared: false })
    const took = metrics.histogram({ name: 'took_seconds', help: 'Durations.', native: true, buckets: [] })
    const requests = metrics.counter({ name: 'requests_total', help: 'Requests.', labels: ['path'] })
    for (let i = 1; i <= 1_000; i++) took.observe(i / 100)
    requests.inc({ path: '/"\\\n' }, 3)
    const accepted: string[] = []
    const handle = metricsHandler(metrics)
    const server = createServer((request, response) => {
      accepted.push(request.headers.accept ?? '')
      handle(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const prometheus = await startPrometheus({ targets: [`127.0.0.1:${port}`], flags: ['--enable-feature=native-histograms'] })
    try {
      const target = await prometheus.waitForTarget(({ health }) => health !== 'unknown')
      expect([target.health, target.lastError]).toEqual(['up', ''])
      expect(negotiateFormat(accepted[0]).contentType).toBe(protobufContentType)
      expect(await prometheus.query('requests_total')).toMatchObject([{ metric: { path: '/"\\\n' }, value: 3 }])
      expect(await prometheus.query('histogram_count(took_seconds)')).toMatchObject([{ value: 1_000 }])
      expect(await prometheus.query('histogram_sum(took_seconds)')).toMatchObject([{ value: expect.closeTo(5_005, 6) }])
      const [family] = metrics.gather().families.filter(({ name }) => name === 'took_seconds')
      if (family?.kind !== 'histogram') throw new Error('expected a histogram')
      expect(family.native).toBeDefined()
      const [median] = await prometheus.query('histogram_quantile(0.5, took_seconds)')
      expect(Math.abs((median?.value ?? 0) / 5 - 1)).toBeLessThan(0.1)
    } finally {
      await prometheus.stop()
      server.closeAllConnections()
      server.close()
    }
  })
})
