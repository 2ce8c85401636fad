import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSnapshot } from '@telltale/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEmfExporter, type EmfExporterOptions } from '../../src/index.js'
import { brokenEmfRules, sumOf } from '../support/emf-rules.js'
import { NO_DEADLINE } from '../support/exporters.js'

/** Ten lines. */
const SNAPSHOT = buildSnapshot({
  families: [{ kind: 'counter', name: 'jobs_total', series: Array.from({ length: 10 }, (_, i) => ({ labels: { id: `${i}` }, value: i })) }],
})

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/)
}

it.each<[string, object, RegExp]>([
  ['no namespace', {}, /namespace must be/],
  ['a destination that is none', { namespace: 'a', destination: 'stderr' }, /destination must be/],
  ['two destinations', { namespace: 'a', destination: { file: 'a', protocol: 'tcp' } }, /destination must be/],
  ['a port that is none', { namespace: 'a', destination: { protocol: 'tcp', port: 0 } }, /destination must be/],
])('refuses %s', (_, options, message) => {
  expect(() => createEmfExporter(options as EmfExporterOptions)).toThrow(message)
})

describe('to a file', () => {
  it('adds lines, and follows when the file is moved away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-emf-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'metrics.log')
    const exporter = createEmfExporter({ namespace: 'Shop', destination: { file } })
    expect(await exporter.push(SNAPSHOT, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    await rename(file, `${file}.1`)
    expect(await exporter.push({ ...SNAPSHOT }, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    await exporter.close()
    for (const one of [file, `${file}.1`]) {
      const lines = linesOf(await readFile(one, 'utf8'))
      expect(lines.flatMap(brokenEmfRules)).toEqual([])
      expect(sumOf(lines, 'jobs_total')).toBe(45)
    }
  })

  it('that cannot be opened: retryable', async () => {
    const exporter = createEmfExporter({ namespace: 'Shop', destination: { file: '/dev/null/metrics.log' } })
    expect(await exporter.push(SNAPSHOT, NO_DEADLINE)).toMatchObject({ outcome: 'retryable' })
  })
})

describe('to standard output', () => {
  it('delivers everything through a pipe that is read late', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise((resolve) => child.on('close', resolve))
    let text = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk
    expect(await ended).toBe(0)
    const lines = linesOf(text)
    expect(lines).toHaveLength(2_000)
    expect(lines.flatMap(brokenEmfRules)).toEqual([])
    expect(sumOf(lines, 'jobs_total')).toBe(2_000)
  })
})

const PROGRAM = `
import { createRegistry } from '@telltale/core'
import { createPusher } from '@telltale/core/push'
import { createEmfExporter } from '@telltale/cloudwatch'
const registry = createRegistry()
const jobs = registry.counter({ name: 'jobs_total', labels: ['id'] })
for (let i = 0; i < 2000; i++) jobs.inc({ id: String(i).padStart(100, '0') })
const select = ({ name }) => name === 'jobs_total'
const pusher = createPusher({ source: registry, exporter: createEmfExporter({ namespace: 'Shop', select }), metrics: false })
await pusher.close()
`

async function listen(onConnection: (socket: Socket) => void) {
  const server = createServer(onConnection)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('to an agent over TCP', () => {
  it('delivers every line once, over one connection', async () => {
    let text = ''
    let connectionCount = 0
    let ended = (): void => {}
    const end = new Promise<void>((resolve) => {
      ended = resolve
    })
    const port = await listen((socket) => {
      connectionCount++
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      socket.on('end', ended)
    })
    const exporter = createEmfExporter({ namespace: 'Shop', destination: { protocol: 'tcp', port } })
    expect(await exporter.push(SNAPSHOT, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    expect(await exporter.push({ ...SNAPSHOT }, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    await exporter.close()
    await end
    expect(linesOf(text).flatMap(brokenEmfRules)).toEqual([])
    expect(sumOf(linesOf(text), 'jobs_total')).toBe(90)
    expect(connectionCount).toBe(1)
  })

  it('that is not there: retryable, and delivered when it is', async () => {
    const port = await listen(() => {})
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port: closedPort } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const refused = createEmfExporter({ namespace: 'Shop', destination: { protocol: 'tcp', port: closedPort } })
    expect(await refused.push(SNAPSHOT, NO_DEADLINE)).toMatchObject({
      outcome: 'retryable',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
    const exporter = createEmfExporter({ namespace: 'Shop', destination: { protocol: 'tcp', port } })
    const aborted = AbortSignal.abort()
    expect(await exporter.push(SNAPSHOT, aborted)).toEqual({ outcome: 'retryable', reason: 'aborted' })
    expect(await exporter.push(SNAPSHOT, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    await exporter.close()
  })
})

describe('to an agent over UDP', () => {
  it('sends a line a datagram', async () => {
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const received: string[] = []
    const all = new Promise<void>((resolve) => {
      socket.on('message', (message) => {
        received.push(message.toString())
        if (received.length === 10) resolve()
      })
    })
    const exporter = createEmfExporter({ namespace: 'Shop', destination: { protocol: 'udp', port: socket.address().port } })
    expect(await exporter.push(SNAPSHOT, NO_DEADLINE)).toEqual({ outcome: 'accepted' })
    await all
    await exporter.close()
    expect(received.flatMap(brokenEmfRules)).toEqual([])
    expect(sumOf(received, 'jobs_total')).toBe(45)
  })
})
