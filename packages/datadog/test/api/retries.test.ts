/** The retry table: what each answer of Datadog comes to. */

import { buildSnapshot } from '@telltale/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exporterFor, NEVER } from '../support/exporters.js'
import { type Fate, type Receiver, startReceiver } from '../support/receiver.js'

const snapshot = () =>
  buildSnapshot({ takenAtMillis: Date.now(), families: [{ kind: 'counter', name: 'jobs_total', series: [{ value: 3 }] }] })
const REJECTED = { outcome: 'rejected' }

const TABLE: readonly (readonly [title: string, fate: Fate, expected: Readonly<Record<string, unknown>>])[] = [
  ['202', 'take', { outcome: 'accepted' }],
  ['200', { status: 200 }, { outcome: 'accepted' }],
  ['400', { status: 400 }, { ...REJECTED, reason: 'bad_request', droppedCount: 1 }],
  ['401', { status: 401 }, { ...REJECTED, reason: 'unauthorized', final: false }],
  ['403', { status: 403 }, { ...REJECTED, reason: 'unauthorized', final: false }],
  ['404', { status: 404 }, { ...REJECTED, reason: 'status_404', droppedCount: 1 }],
  ['408', { status: 408 }, { ...REJECTED, reason: 'status_408', droppedCount: 1 }],
  ['413 of one series', { status: 413 }, { ...REJECTED, reason: 'too_large', droppedCount: 1 }],
  ['302', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { ...REJECTED, reason: 'redirected', final: false }],
  ['307', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, { ...REJECTED, reason: 'redirected', final: false }],
  ['429 with a reset', { status: 429, headers: { 'x-ratelimit-reset': '7' } }, { outcome: 'retryable', retryAfterMillis: 7_000 }],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '3' } }, { outcome: 'retryable', retryAfterMillis: 3_000 }],
  ['429 with nonsense', { status: 429, headers: { 'x-ratelimit-reset': '-5' } }, { outcome: 'retryable', retryAfterMillis: undefined }],
  ['429 for ages', { status: 429, headers: { 'x-ratelimit-reset': '1000000000' } }, { outcome: 'retryable', retryAfterMillis: 300_000 }],
  ['500', { status: 500 }, { outcome: 'retryable' }],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '2' } }, { outcome: 'retryable', retryAfterMillis: 2_000 }],
  ['a connection that breaks', 'reset', { outcome: 'retryable' }],
  ['an answer that drips for ever', 'drip', { outcome: 'retryable' }],
  ['an answer of a megabyte', { status: 500, body: 'x'.repeat(1e6) }, { outcome: 'retryable' }],
]

describe('what an answer comes to', () => {
  let receiver: Receiver

  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  it.each(TABLE)('%s', async (_title, fate, expected) => {
    const { exporter } = exporterFor(receiver)
    receiver.script.push(fate)
    expect(await exporter.push(snapshot(), NEVER)).toMatchObject(expected)
    expect(receiver.requests).toHaveLength(1)
  })

  it('nobody listening', async () => {
    const { exporter } = exporterFor(receiver, { url: 'http://127.0.0.1:1' })
    expect(await exporter.push(snapshot(), NEVER)).toMatchObject({ outcome: 'retryable' })
  })

  it('the deadline', async () => {
    const { exporter } = exporterFor(receiver)
    receiver.script.push('hang')
    const controller = new AbortController()
    const pushed = exporter.push(snapshot(), controller.signal)
    const refused = expect(pushed).rejects.toThrow('too late')
    controller.abort(new Error('too late'))
    await refused
  })

  it('keys are in no result, problem or inspection, even if the backend says them', async () => {
    const appKey = 'app-secret'
    const { exporter, problems } = exporterFor(receiver, { appKey })
    receiver.script.push({ status: 500, body: `${receiver.apiKey} ${appKey}\r\nx` }, { status: 403, body: receiver.apiKey })
    const given = snapshot()
    const told = JSON.stringify([await exporter.push(given, NEVER), await exporter.push(given, NEVER), problems, exporter])
    expect(told).not.toContain(receiver.apiKey)
    expect(told).not.toContain(appKey)
    expect(told).toContain('[key] [key]\\\\u000d\\\\u000ax')
    expect(receiver.requests[0]?.headers['dd-application-key']).toBe(appKey)
  })

  it('413 is sent in halves, and what arrived is not sent again', async () => {
    const { exporter } = exporterFor(receiver)
    const series = Array.from({ length: 8 }, (_, i) => ({ labels: { i: String(i) }, value: 1 }))
    const given = buildSnapshot({ takenAtMillis: Date.now(), families: [{ kind: 'counter', name: 'jobs_total', series }] })
    receiver.script.push({ status: 413 }, 'take', { status: 503 })
    expect(await exporter.push(given, NEVER)).toMatchObject({ outcome: 'retryable' })
    receiver.script.push({ status: 413 }, { status: 400 })
    expect(await exporter.push(given, NEVER)).toEqual({ outcome: 'accepted', dropped: [{ reason: 'bad_request', count: 2 }] })
    expect(receiver.series).toHaveLength(6)
    expect(await exporter.push(given, NEVER)).toMatchObject({ outcome: 'accepted' })
    expect(receiver.requests).toHaveLength(6)
  })

  it('what is an hour old is dated anew', async () => {
    const { exporter } = exporterFor(receiver)
    const given = buildSnapshot({
      takenAtMillis: Date.now() - 4e6,
      families: [{ kind: 'counter', name: 'jobs_total', series: [{ value: 3 }] }],
    })
    receiver.script.push({ status: 503 })
    await exporter.push(given, NEVER)
    expect(await exporter.push(given, NEVER)).toEqual({ outcome: 'accepted' })
    expect(receiver.total('jobs.count')).toBe(3)
  })

  it('two pushes in one second have a second each', async () => {
    const { exporter } = exporterFor(receiver)
    await exporter.push(snapshot(), NEVER)
    await exporter.push(snapshot(), NEVER)
    expect(receiver.total('jobs.count')).toBe(6)
    expect(new Set(receiver.series.map(({ timestampSeconds }) => timestampSeconds)).size).toBe(2)
  })
})
