import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectMetric } from '../src/assertions/expect-metric.js'
import { resetTelltale } from '../src/reset.js'
import { createTestRegistry } from '../src/test-registry.js'

// As a module of an application: everything is made once, when it is loaded.
const problems: string[] = []
const metrics = createRegistry({ onProblem: ({ kind, metric }) => problems.push(`${kind} ${metric}`) })
const other = createRegistry({ name: 'other' })
const requests = metrics.counter({ name: 'requests_total', labels: ['method'] })
const gets = requests.with({ method: 'GET' })
const jobs = other.counter({ name: 'jobs_total' })
const queue = metrics.gauge({ name: 'queue_length' })
const active = metrics.gauge({ name: 'active', across: 'sum', labels: ['kind'] })
const duration = metrics.histogram({ name: 'duration_seconds', buckets: [1], labels: ['route'] })
const slow = duration.with({ route: '/slow' })
const size = metrics.summary({ name: 'size_bytes', quantiles: [0.5] })

function record(): void {
  gets.inc(2)
  requests.inc({ method: 'PUT' })
  jobs.inc()
  queue.set(5)
  active.inc({ kind: 'mail' })
  duration.observe({ route: '/' }, 0.5)
  slow.observe(3)
  size.observe(100)
}

function expectRecordedOnce(): void {
  expectMetric(metrics, 'requests_total', { method: 'GET' }).toHaveValue(2)
  expectMetric(metrics, 'requests_total').toHaveLabelSets([{ method: 'GET' }, { method: 'PUT' }])
  expectMetric(other, 'jobs_total').toHaveValue(1)
  expectMetric(metrics, 'queue_length').toHaveValue(5)
  expectMetric(metrics, 'active', { kind: 'mail' }).toHaveValue(1)
  expectMetric(metrics, 'duration_seconds', { route: '/' }).toHaveCount(1)
  expectMetric(metrics, 'duration_seconds', { route: '/slow' }).toHaveSum(3)
  expectMetric(metrics, 'size_bytes').toHaveCount(1)
  expectMetric(metrics, 'size_bytes').toHaveQuantile(0.5, 100)
}

beforeEach(() => resetTelltale())

describe('resetTelltale', () => {
  it.each(['the first test', 'the second', 'the third'])('gives %s registries in which nothing was recorded', () => {
    expectMetric(metrics, 'requests_total').toBeAbsent()
    expectMetric(metrics, 'active').toBeAbsent()
    expectMetric(metrics, 'duration_seconds').toBeAbsent()
    expectMetric(metrics, 'queue_length').toHaveValue(0)
    expectMetric(other, 'jobs_total').toHaveValue(0)
    expectMetric(metrics, 'size_bytes').toHaveQuantile(0.5, Number.NaN)
    expect([gets.get(), jobs.get(), slow.get().count]).toEqual([0, 0, 0])
    record()
    expectRecordedOnce()
  })

  it('leaves instruments, handles and registries what they are', () => {
    record()
    resetTelltale()
    expect(createRegistry()).toBe(metrics)
    expect(metrics.counter({ name: 'requests_total', labels: ['method'] })).toBe(requests)
    record()
    expectRecordedOnce()
  })

  it('has announced anew what was announced', () => {
    for (const _ of ['before', 'after']) {
      problems.length = 0
      requests.inc({ method: 'GET' }, -1)
      requests.inc({ method: 'GET' }, -1)
      expect(problems).toEqual(['bad_value requests_total'])
      expectMetric(metrics, 'telltale_dropped_updates_total', { metric: 'requests_total' }).toHaveValue(2)
      resetTelltale()
      expectMetric(metrics, 'telltale_dropped_updates_total').toBeAbsent()
    }
  })

  it('leaves private registries alone', () => {
    const { registry } = createTestRegistry()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(3)
    resetTelltale()
    expect(counter.get()).toBe(3)
  })

  it('empties what another copy of the library in this thread has recorded', () => {
    const copy = createRequire(import.meta.url)('@telltale/core').createRegistry()
    expect(copy).not.toBe(metrics)
    const theirs = copy.counter({ name: 'copied_total', labels: ['a'] }).with({ a: 1 })
    theirs.inc(3)
    expectMetric(metrics, 'copied_total', { a: 1 }).toHaveValue(3)
    for (let round = 0; round < 3; round++) {
      resetTelltale()
      expectMetric(metrics, 'copied_total').toBeAbsent()
      theirs.inc()
      expectMetric(metrics, 'copied_total', { a: 1 }).toHaveValue(1)
    }
  })

  it('empties what other threads have recorded, of metrics that only they have as well, and lets them go on', async () => {
    const worker = new Worker(new URL('./fixtures/recording-thread.mjs', import.meta.url))
    const round = async () => {
      worker.postMessage('record')
      await once(worker, 'message')
    }
    try {
      record()
      await round()
      await round()
      expectMetric(metrics, 'requests_total', { method: 'GET' }).toHaveValue(4)
      expectMetric(metrics, 'requests_total', { method: 'HEAD' }).toHaveValue(2)
      expectMetric(metrics, 'own_total', { by: 'thread' }).toHaveValue(2)

      resetTelltale()
      expectMetric(metrics, 'requests_total').toBeAbsent()
      expectMetric(metrics, 'own_total').toBeAbsent()

      await round()
      expectMetric(metrics, 'requests_total').toHaveLabelSets([{ method: 'GET' }, { method: 'HEAD' }])
      expectMetric(metrics, 'requests_total', { method: 'GET' }).toHaveValue(1)
      expectMetric(metrics, 'own_total', { by: 'thread' }).toHaveValue(1)
    } finally {
      await worker.terminate()
    }
  })
})
