/** The exporter over real sockets. */

import { createPusher } from '@telltale/core/push'
import { buildSnapshot, createTestRegistry } from '@telltale/testkit'
import { StatsD } from 'hot-shots'
import { afterEach, describe, expect, test } from 'vitest'
import { createDogstatsdExporter } from '../src/dogstatsd.js'
import { createStatsdExporter } from '../src/exporter.js'
import type { StatsdClient } from '../src/options.js'
import { parseMetric } from './support/dogstatsd-parser.js'
import { receiveStream, receiveUdp, socketFolder } from './support/receivers.js'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

const never = new AbortController().signal

/** So many counters of one each: several packets. */
function manyCounters(count: number, label = 'plain') {
  const series = Array.from({ length: count }, (_, i) => ({ labels: { i: `${label}-${i}` }, value: 1 }))
  return buildSnapshot({ families: [{ kind: 'counter', name: 'jobs_total', series }] })
}

test('UDP: everything has arrived, within the size of packets, and no line is divided', async () => {
  const receiver = await receiveUdp()
  const exporter = createDogstatsdExporter({ port: receiver.port, maxPacketBytes: 512 })
  cleanups.push(receiver.close, () => exporter.close())
  expect(await exporter.push(manyCounters(300, 'ü'), never)).toEqual({ outcome: 'accepted', dropped: [] })
  await receiver.until(300)
  const tags = receiver.lines().flatMap((line) => parseMetric(line).tags)
  expect(new Set(tags).size).toBe(300)
  expect(Math.max(...receiver.received.map((packet) => Buffer.byteLength(packet)))).toBeLessThanOrEqual(512)
})

test('a pusher sends increments, and the last ones when it is closed', async () => {
  const receiver = await receiveUdp()
  cleanups.push(receiver.close)
  const { registry } = createTestRegistry()
  const jobs = registry.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['kind'] })
  const exporter = createStatsdExporter({ port: receiver.port, prefix: 'app', select: ({ name }) => name === 'jobs_total' })
  const pusher = createPusher({ source: registry, exporter, intervalMillis: 3_600_000, metrics: false })
  jobs.inc({ kind: 'a' }, 2)
  expect(await pusher.flush()).toBe('accepted')
  jobs.inc({ kind: 'a' }, 3)
  await pusher.close()
  await receiver.until(2)
  expect(receiver.lines()).toEqual(['app.jobs_total.kind.a:2|c', 'app.jobs_total.kind.a:3|c'])
})

describe('streams', () => {
  test('TCP: texts arrive in UTF-8, each line ended', async () => {
    const receiver = await receiveStream()
    const exporter = createDogstatsdExporter({ protocol: 'tcp', port: receiver.port })
    cleanups.push(receiver.close)
    expect(await exporter.push(manyCounters(1, 'Zürich€'), never)).toEqual({ outcome: 'accepted', dropped: [] })
    await exporter.close()
    await receiver.until(1)
    expect(Buffer.from(receiver.received.join(''), 'latin1').toString()).toBe('jobs_total:1|c|#i:Zürich€-0\n')
  })

  test('TCP: while nobody listens nothing is lost, and nothing is sent twice', async () => {
    const first = await receiveStream()
    const { port } = first
    const exporter = createStatsdExporter({ protocol: 'tcp', port, maxPacketBytes: 512 })
    cleanups.push(() => exporter.close())
    await first.close()
    const snapshot = manyCounters(100)
    expect(await exporter.push(snapshot, never)).toMatchObject({ outcome: 'retryable' })
    const receiver = await receiveStream({ port })
    cleanups.push(receiver.close)
    expect(await exporter.push(snapshot, never)).toEqual({ outcome: 'accepted', dropped: [] })
    await receiver.until(100)
    expect(new Set(receiver.lines()).size).toBe(100)
    expect(receiver.lines()).toHaveLength(100)
  })

  test('TCP: a connection that broke is made anew', async () => {
    const receiver = await receiveStream()
    const exporter = createStatsdExporter({ protocol: 'tcp', port: receiver.port, onProblem: () => {} })
    cleanups.push(receiver.close, () => exporter.close())
    await exporter.push(manyCounters(1, 'before'), never)
    await receiver.until(1)
    receiver.breakConnections()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await exporter.push(manyCounters(1, 'after'), never)).toEqual({ outcome: 'accepted', dropped: [] })
    await receiver.until(2)
    expect(receiver.lines()).toEqual(['jobs_total.i.before-0:1|c', 'jobs_total.i.after-0:1|c'])
  })

  test('a Unix stream socket: lines, and for DogStatsD packets with their length before them', async () => {
    const folder = socketFolder()
    const receiver = await receiveStream({ path: folder.path })
    cleanups.push(folder.remove, receiver.close)
    const plain = createStatsdExporter({ protocol: 'uds-stream', path: folder.path })
    await plain.push(manyCounters(1), never)
    await plain.close()
    await receiver.until(1)
    const dogstatsd = createDogstatsdExporter({ protocol: 'uds-stream', path: folder.path })
    await dogstatsd.push(manyCounters(1), never)
    await dogstatsd.close()
    await receiver.until(2)
    const [lines, framed] = receiver.received
    expect(lines).toBe('jobs_total.i.plain-0:1|c\n')
    const bytes = Buffer.from(framed ?? '', 'latin1')
    expect(bytes.readUInt32LE()).toBe(bytes.length - 4)
    expect(parseMetric(bytes.toString('utf8', 4).trimEnd()).name).toBe('jobs_total')
  })
})

describe('a client of the application', () => {
  test('is used and not closed', async () => {
    const receiver = await receiveUdp()
    const client = new StatsD({ host: '127.0.0.1', port: receiver.port, prefix: 'theirs.', maxBufferSize: 1_000 })
    cleanups.push(receiver.close, () => new Promise((resolve) => client.close(resolve)))
    const exporter = createStatsdExporter({ client: client as unknown as StatsdClient })
    await exporter.push(manyCounters(1), never)
    await exporter.close()
    await exporter.push(manyCounters(1), never)
    await receiver.until(2)
    expect(receiver.lines()).toEqual(['jobs_total.i.plain-0:1|c', 'jobs_total.i.plain-0:1|c'])
  })

  /** Fails as the script says: `true` is sent. */
  function scripted(script: readonly (true | Error)[]) {
    const sent: string[] = []
    let at = 0
    const client: StatsdClient = {
      sendMessage(message, callback) {
        const step = script[at++] ?? true
        if (step === true) sent.push(message)
        callback(step === true ? null : step)
      },
    }
    return { client, lines: () => sent.flatMap((packet) => packet.split('\n')) }
  }

  test('that fails half way is given only the rest again', async () => {
    const { client, lines } = scripted([true, new Error('ENETUNREACH'), true, new Error('EPERM')])
    const exporter = createStatsdExporter({ client, maxPacketBytes: 64 })
    const snapshot = manyCounters(20)
    expect(await exporter.push(snapshot, never)).toEqual({ outcome: 'retryable', reason: 'ENETUNREACH' })
    expect(await exporter.push(snapshot, never)).toEqual({ outcome: 'retryable', reason: 'EPERM' })
    expect(await exporter.push(snapshot, never)).toEqual({ outcome: 'accepted', dropped: [] })
    expect(new Set(lines()).size).toBe(20)
    expect(lines()).toHaveLength(20)
  })

  test('that throws is trouble and not a crash', async () => {
    const exporter = createStatsdExporter({
      client: {
        sendMessage() {
          throw new Error('meant to be thrown')
        },
      },
    })
    expect(await exporter.push(manyCounters(1), never)).toEqual({ outcome: 'retryable', reason: 'meant to be thrown' })
  })

  test('that never answers is left when the time is up, and its packet is not sent twice', async () => {
    const answers: (() => void)[] = []
    const sent: string[] = []
    const client: StatsdClient = {
      sendMessage(message, callback) {
        sent.push(message)
        answers.push(() => callback())
      },
    }
    const exporter = createStatsdExporter({ client })
    const snapshot = manyCounters(1)
    const controller = new AbortController()
    const pushed = exporter.push(snapshot, controller.signal)
    controller.abort()
    expect(await pushed).toMatchObject({ outcome: 'retryable' })
    const again = exporter.push(snapshot, never)
    for (const answer of answers) answer()
    expect(await again).toEqual({ outcome: 'accepted', dropped: [] })
    expect(sent).toHaveLength(1)
  })
})

describe('options', () => {
  test('all faults are told together', () => {
    const options = { port: 0, dialect: 'x', quantiles: [2], maxPacketBytes: 3, tags: { a: 1 }, nonsense: 1 } as object
    expect(() => createStatsdExporter(options)).toThrow(/maxPacketBytes.*|port/)
    try {
      createStatsdExporter(options)
    } catch (error) {
      for (const field of ['port', 'dialect', 'quantiles', 'maxPacketBytes', 'tags', 'nonsense']) expect(String(error)).toContain(field)
    }
  })

  test.each([
    [{ protocol: 'uds' }, 'needs a path'],
    [{ path: '/x' }, 'path is for'],
    [{ protocol: 'uds-stream', path: '/x', port: 1 }, 'no host and no port'],
    [{ client: { sendMessage() {} }, port: 1 }, 'a socket of its own'],
  ] as const)('%j contradict one another', (options, message) => {
    expect(() => createStatsdExporter(options)).toThrow(message)
  })

  test('a Unix datagram socket without its native part is refused clearly', () => {
    let error: unknown
    try {
      const exporter = createStatsdExporter({ protocol: 'uds', path: '/nonexistent.sock' })
      void exporter.close()
    } catch (caught) {
      error = caught
    }
    // Where the package was built it is no error.
    if (error !== undefined) expect(String(error)).toContain('unix-dgram')
  })
})
