/** Live mode over a real socket. */

import { createManualClock } from '@telltale/testkit'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createStatsdLive, type StatsdLive } from '../src/live/live.js'
import type { StatsdLiveOptions } from '../src/live/options.js'
import { parseEvent, parseMetric, parseServiceCheck } from './support/dogstatsd-parser.js'
import { receiveUdp } from './support/receivers.js'

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function start(options: StatsdLiveOptions = {}) {
  const receiver = await receiveUdp()
  const live = createStatsdLive({ port: receiver.port, timers: createManualClock(), ...options })
  cleanups.push(receiver.close, () => live.close())
  return { receiver, live }
}

/** A live mode whose packets are kept. */
function kept(options: StatsdLiveOptions = {}): { readonly live: StatsdLive; lines(): string[] } {
  const sent: string[] = []
  const client = {
    sendMessage(message: string, callback: () => void) {
      sent.push(message)
      callback()
    },
  }
  const live = createStatsdLive({ client, timers: createManualClock(), ...options })
  return { live, lines: () => sent.flatMap((packet) => packet.split('\n')) }
}

test('every observation arrives, packed, when it is closed', async () => {
  const { receiver, live } = await start({ prefix: 'app', tags: { env: 'test' } })
  const latency = live.distribution('latency', { tags: { route: '/users' } })
  for (let i = 0; i < 5_000; i++) latency(i / 4)
  await live.close()
  await receiver.until(20)
  const metrics = receiver.lines().map(parseMetric)
  const values = metrics.flatMap((metric) => metric.values)
  expect(values).toEqual(Array.from({ length: 5_000 }, (_, i) => i / 4))
  expect(new Set(metrics.map(({ name, type, tags }) => `${name} ${type} ${tags}`))).toEqual(
    new Set(['app.latency d env:test,route:/users']),
  )
  expect(Math.max(...receiver.received.map((packet) => packet.length))).toBeLessThanOrEqual(1_432)
  expect(live.droppedCount).toBe(0)
})

test('each type is written as its dialect has it', async () => {
  const expected = {
    dogstatsd: ['t:1:2|ms', 'h:1|h', 'd:1|d', 'c:3|c', 'g:-5|g', 's:a_b|s'],
    telegraf: ['t:1|ms', 't:2|ms', 'h:1|h', 'd:1|d', 'c:3|c', 'g:0|g', 'g:-5|g', 's:a_b|s'],
    statsd: ['t:1|ms', 't:2|ms', 'h:1|ms', 'd:1|ms', 'c:3|c', 'g:0|g', 'g:-5|g', 's:a_b|s'],
  } as const
  for (const [dialect, lines] of Object.entries(expected)) {
    const { live, lines: sent } = kept({ dialect: dialect as keyof typeof expected })
    const timer = live.timer('t')
    timer(1)
    timer(2)
    live.histogram('h')(1)
    live.distribution('d')(1)
    const counter = live.counter('c')
    counter()
    counter(2)
    const gauge = live.gauge('g')
    gauge(7)
    gauge(-5)
    const set = live.set('s')
    set('a|b')
    set('a|b')
    await live.flush()
    await live.flush()
    expect(sent()).toEqual(lines)
  }
})

test('sampling sends its share and says so', async () => {
  let at = 0
  const { live, lines } = kept({ random: () => (at++ % 4) / 4 })
  const timer = live.timer('t', { sampleRate: 0.25 })
  for (let i = 0; i < 8; i++) timer(i)
  await live.flush()
  expect(lines()).toEqual(['t:0:4|ms|@0.25'])
})

test('what was observed is sent every interval', async () => {
  const clock = createManualClock()
  const { live, lines } = kept({ timers: clock, flushIntervalMillis: 500 })
  live.counter('c')(2)
  clock.advanceMillis(499)
  expect(lines()).toEqual([])
  clock.advanceMillis(1)
  await live.flush()
  expect(lines()).toEqual(['c:2|c'])
})

test('numbers that are none are dropped and counted', async () => {
  const { live, lines } = kept({ onProblem: () => {} })
  live.timer('t')(Number.NaN)
  live.gauge('g')(Number.POSITIVE_INFINITY)
  live.counter('c')(Number.NaN)
  await live.flush()
  expect(lines()).toEqual([])
  expect(live.droppedCount).toBe(3)
})

test('a server that cannot be reached costs observations, counted, and no memory', async () => {
  const problems: string[] = []
  const client = { sendMessage: () => {} }
  const onProblem = ({ kind }: { kind: string }): void => void problems.push(kind)
  const live = createStatsdLive({ client, maxQueuedPackets: 2, maxPacketBytes: 64, timers: createManualClock(), onProblem })
  const set = live.set('s')
  for (let i = 0; i < 1_000; i++) set(`member ${i}`)
  await Promise.resolve()
  expect(live.droppedCount).toBeGreaterThan(900)
  expect(problems).toEqual(['statsd_live_queue_full'])
})

describe('events and service checks', () => {
  test('are what the protocol says', async () => {
    const { live, lines } = kept({ prefix: 'app', tags: { env: 'test' } })
    live.event({
      title: 'Zürich',
      text: 'two\nlines | and a bar',
      atMillis: 1_500,
      alert: 'error',
      priority: 'low',
      host: 'a|b',
      tags: { k: 'v' },
    })
    live.serviceCheck({ name: 'db', status: 'critical', message: 'm: gone\n', tags: { k: 'v' } })
    await live.flush()
    expect(lines()).toEqual([
      '_e{7,22}:Zürich|two\\nlines | and a bar|d:1|h:a_b|p:low|t:error|#env:test,k:v',
      '_sc|app.db|2|#env:test,k:v|m:m\\: gone\\n',
    ])
    expect(parseEvent(lines()[0] ?? '')).toMatchObject({ title: 'Zürich', text: 'two\\nlines | and a bar' })
    expect(parseServiceCheck(lines()[1] ?? '')).toMatchObject({ name: 'app.db', status: 2 })
  })

  test('are one line whatever is in them', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 })
    await fc.assert(
      fc.asyncProperty(text, text, text, async (title, body, other) => {
        const { live, lines } = kept({ maxPacketBytes: 60_000 })
        const tags = { k: other }
        live.event({ title, text: body, host: other, aggregationKey: other, sourceType: other, tags })
        live.serviceCheck({ name: title, status: 'ok', message: body, host: other, tags })
        live.set(title, { tags })(body)
        await live.flush()
        const [event = '', check = '', member = '', ...more] = lines()
        expect(more).toEqual([])
        parseEvent(event)
        parseServiceCheck(check)
        parseMetric(member)
      }),
    )
  })

  test('are told to be missing in other dialects', () => {
    const problems: string[] = []
    const { live } = kept({ dialect: 'telegraf', onProblem: ({ kind }) => void problems.push(kind) })
    live.event({ title: 'a', text: 'b' })
    expect(problems).toEqual(['statsd_live_unsupported'])
    expect(live.droppedCount).toBe(1)
  })
})
