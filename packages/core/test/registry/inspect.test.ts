/** Registries and instruments as people see them, and as JSON. */

import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Registry } from '../../src/index.js'
import { createPrivateRegistry } from '../support/private-registry.js'

function fill(registry: Registry) {
  const counter = registry.counter({ name: 'jobs_total', help: 'Jobs.' })
  counter.inc(3)
  const requests = registry.counter({ name: 'requests_total', labels: ['method', 'status'] })
  requests.inc({ method: 'GET', status: 200 })
  requests.inc({ method: 'GET', status: '' })
  const ratio = registry.gauge({ name: 'ratio' })
  ratio.set(Number.NaN)
  const share = registry.gauge({ name: 'share', across: 'max', labels: ['a'] })
  share.set({ a: 'x' }, Number.NEGATIVE_INFINITY)
  const took = registry.histogram({ name: 'took_seconds', unit: 'seconds', buckets: [1, 2] })
  took.observe(1.5)
  const size = registry.summary({ name: 'size', labels: ['a'], quantiles: [0.5] })
  size.observe({ a: 'x' }, Number.POSITIVE_INFINITY)
  return { counter, requests, ratio, share, took, size }
}

describe('inspect', () => {
  it('says what an instrument is and, of one series, what it holds', () => {
    const { counter, requests, ratio, share, took, size } = fill(createPrivateRegistry().registry)
    expect(inspect([counter, ratio, took])).toBe(
      '[\n  counter jobs_total 3,\n  gauge ratio NaN,\n  histogram took_seconds count=1 sum=1.5\n]',
    )
    expect(inspect(requests)).toBe('counter requests_total{method,status} 2 series')
    expect(inspect(requests.with({ method: 'GET', status: 200 }))).toBe('counter requests_total 1')
    expect(inspect([share, size, share.with({ a: 'x' })])).toBe(
      '[\n  gauge share{a} 1 series,\n  summary size{a} 1 series,\n  gauge share -Infinity\n]',
    )
  })

  it('lists what a registry has', () => {
    const { registry } = createPrivateRegistry()
    fill(registry)
    const lines = [
      'registry "default", 6 metrics in this thread',
      '  counter jobs_total 3',
      '  gauge ratio NaN',
      '  counter requests_total{method,status} 2 series',
      '  gauge share{a} 1 series',
      '  summary size{a} 1 series',
      '  histogram took_seconds count=1 sum=1.5',
    ]
    expect(inspect(registry)).toBe(lines.join('\n'))
    expect(inspect(registry.child({ prefix: 'x_' }))).toBe(lines.join('\n'))
  })

  it('shows what is switched off', () => {
    const { registry } = createPrivateRegistry({ enabled: false })
    fill(registry)
    expect(inspect(registry)).toContain('\n  counter (off) jobs_total\n')
    expect(inspect(registry)).toContain('\n  counter (off) requests_total{method,status}\n')
    expect(JSON.stringify(registry.get('requests_total'))).toBe(
      '{"kind":"counter (off)","name":"requests_total","labels":["method","status"]}',
    )
  })
})

describe('toJSON', () => {
  it('is the snapshot, point by point, without anything JSON does not have', () => {
    const { registry, clock } = createPrivateRegistry()
    fill(registry)
    const now = clock.wallMillis()
    const json = JSON.parse(JSON.stringify(registry))
    expect(json).toEqual(registry.toJSON())
    expect(registry.child({}).toJSON()).toEqual(json)
    expect(json).toEqual({
      name: 'default',
      takenAtMillis: now,
      resource: { attributes: {} },
      families: [
        {
          kind: 'counter',
          name: 'jobs_total',
          help: 'Jobs.',
          unit: '',
          labelNames: [],
          points: [{ labels: {}, startedAtMillis: now, value: 3 }],
        },
        { kind: 'gauge', name: 'ratio', help: '', unit: '', labelNames: [], points: [{ labels: {}, startedAtMillis: now, value: 'NaN' }] },
        {
          kind: 'counter',
          name: 'requests_total',
          help: '',
          unit: '',
          labelNames: ['method', 'status'],
          points: [
            { labels: { method: 'GET', status: '200' }, startedAtMillis: now, value: 1 },
            { labels: { method: 'GET' }, startedAtMillis: now, value: 1 },
          ],
        },
        {
          kind: 'gauge',
          name: 'share',
          help: '',
          unit: '',
          labelNames: ['a'],
          points: [{ labels: { a: 'x' }, startedAtMillis: now, value: '-Inf' }],
        },
        {
          kind: 'summary',
          name: 'size',
          help: '',
          unit: '',
          labelNames: ['a'],
          quantiles: [0.5],
          points: [{ labels: { a: 'x' }, startedAtMillis: now, quantileValues: [expect.anything()], count: 1, sum: '+Inf' }],
        },
        {
          kind: 'histogram',
          name: 'took_seconds',
          help: '',
          unit: 'seconds',
          labelNames: [],
          bounds: [1, 2],
          points: [{ labels: {}, startedAtMillis: now, bucketCounts: [0, 1, 0], count: 1, sum: 1.5 }],
        },
      ],
    })
  })

  it('of an instrument is what it says of itself, memory pages not included', () => {
    const { counter, requests, ratio, took } = fill(createPrivateRegistry().registry)
    expect(JSON.parse(JSON.stringify({ counter, requests, ratio, took }))).toEqual({
      counter: { kind: 'counter', name: 'jobs_total', value: 3 },
      requests: { kind: 'counter', name: 'requests_total', labels: ['method', 'status'], series: 2 },
      ratio: { kind: 'gauge', name: 'ratio', value: 'NaN' },
      took: { kind: 'histogram', name: 'took_seconds', value: { count: 1, sum: 1.5 } },
    })
  })
})
