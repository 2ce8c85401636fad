/** However a process ends, what it counted last arrives: a hundred jobs, counted just before the end, by what a real server was sent. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CountingBackend, startBackend } from '../support/counting-backend.js'

interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly errors: string
}

const FOLDER = new URL('fixtures/push/', import.meta.url)

let backend: CountingBackend
const children: ChildProcess[] = []

beforeEach(async () => {
  backend = await startBackend()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await backend.close()
})

/** @param onReady Once the process has counted and lives on, what to do to it. */
function run(
  ending: string,
  thread: 'own' | 'caller',
  onReady: (child: ChildProcess) => void = () => {},
  options: object = {},
  program = 'ending.mjs',
): Promise<End> {
  const { NODE_OPTIONS: _, ...env } = process.env
  const input = JSON.stringify({ url: backend.url, ending, thread, ...options })
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, FOLDER)), input], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  children.push(child)
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += text
  })
  child.on('message', (message) => {
    if (message === 'ready') onReady(child)
  })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, errors })))
}

describe.each(['own', 'caller'] as const)('a pusher on a thread of its %s', (thread) => {
  test.each([
    ['natural', 0],
    ['close', 0],
  ])('delivers at the end "%s"', async (ending, code) => {
    expect(await run(ending, thread)).toEqual({ code, signal: null, errors: '' })
    expect(backend.accepted).toEqual([100])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('delivers at %s, and the process ends by it', async (signal) => {
    const end = await run('signal', thread, (child) => child.kill(signal))
    expect(end).toEqual({ code: null, signal, errors: '' })
    expect(backend.accepted).toEqual([100])
  })

  test('delivers when signals come twice and together', async () => {
    const end = await run('signal', thread, (child) => {
      for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT'] as const) child.kill(signal)
    })
    expect(end.code).toBe(null)
    expect(backend.accepted).toEqual([100])
  })

  test('ends by its deadline when the backend hangs and the signal comes again', async () => {
    backend.script.push(...Array(9).fill('hang'))
    const end = await run(
      'signal',
      thread,
      (child) => {
        child.kill('SIGTERM')
        void backend.requests(1).then(() => child.kill('SIGTERM'))
      },
      { exitDeadlineMillis: 500 },
    )
    expect(end.signal).toBe('SIGTERM')
    expect(end.errors).toContain('push_not_finished')
    expect(backend.accepted).toEqual([])
  })

  test('delivers at a signal the application handles itself, leaves the end to it, and delivers what comes after', async () => {
    const end = await run('handled', thread, (child) => child.kill('SIGTERM'))
    expect(end).toEqual({ code: 0, signal: null, errors: '' })
    expect(backend.accepted.slice(0, 2)).toEqual([100, 11])
    expect(backend.total).toBe(111)
  })
})

describe('a pusher on a thread of its own', () => {
  test.each([
    ['exit', 3, ''],
    ['uncaught', 1, 'meant to be thrown'],
  ])('delivers at the end "%s"', async (ending, code, errors) => {
    const end = await run(ending, 'own')
    expect(end.code).toBe(code)
    expect(end.errors).toContain(errors)
    expect(backend.accepted).toEqual([100])
  })

  test('keeps process.exit() waiting no longer than its deadline', async () => {
    backend.script.push(...Array(9).fill('hang'))
    const end = await run('exit', 'own', undefined, { exitDeadlineMillis: 300 })
    expect(end).toEqual({ code: 3, signal: null, errors: 'push_not_finished' })
    expect(backend.accepted).toEqual([])
  })

  test('says at process.exit() that the backend did not take it', async () => {
    backend.script.push({ status: 429, headers: { 'retry-after': '60' } })
    const end = await run('exit', 'own')
    expect(end).toEqual({ code: 3, signal: null, errors: 'push_not_finished' })
  })

  test('loses at SIGKILL what was not pushed yet', async () => {
    const end = await run('signal', 'own', (child) => child.kill('SIGKILL'))
    expect(end.signal).toBe('SIGKILL')
    expect(backend.requestCount).toBe(0)
  })

  test('pushes while the thread that started it is stuck', async () => {
    const ended = run('blocked', 'own', undefined, { intervalMillis: 20, deadlineMillis: 30_000 })
    await backend.requests(3)
    children[0]?.kill('SIGKILL')
    await ended
    expect(backend.total).toBe(100)
  })

  test('is started by require as well', async () => {
    expect(await run('', 'own', undefined, {}, 'required.cjs')).toEqual({ code: 0, signal: null, errors: '' })
    expect(backend.accepted).toEqual([100])
  })
})

describe('two copies of the library', () => {
  test('both deliver at a signal, and the process ends by it', async () => {
    const end = await run('', 'caller', (child) => child.kill('SIGTERM'), {}, 'two-copies.mjs')
    expect(end).toEqual({ code: null, signal: 'SIGTERM', errors: '' })
    expect(backend.accepted).toEqual([100, 100])
  })
})

describe('a worker that ends', () => {
  test.each([
    ['natural', 'own', 0],
    ['exit', 'own', 3],
    ['uncaught', 'own', 1],
    ['natural', 'caller', 0],
    ['close', 'caller', 0],
  ] as const)('by "%s" has what it counted delivered, pushing on its %s thread', async (ending, thread, code) => {
    const end = await run(ending, thread, undefined, {}, 'in-worker.mjs')
    expect(end.code).toBe(code)
    expect(backend.accepted).toEqual([100])
  })
})
