/** A pusher on a thread of its own: how it starts, what it sees, and what becomes of it when it dies. */

import { createRegistry, type Problem, TelltaleError } from '@telltale/core'
import { type Pusher, startPushThread } from '@telltale/core/push'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CountingBackend, startBackend } from '../support/counting-backend.js'

const module = new URL('fixtures/push/counting-exporter.mjs', import.meta.url).href

let backend: CountingBackend
let registryCount = 0
const pushers: Pusher[] = []

beforeEach(async () => {
  backend = await startBackend()
})
afterEach(async () => {
  await Promise.all(pushers.splice(0).map((pusher) => pusher.close()))
  await backend.close()
})

async function start(given: object = {}, factory = 'createCountingExporter', options: object = {}) {
  const problems: Problem[] = []
  const metrics = createRegistry({ name: `push-${++registryCount}`, ...options })
  const pusher = await startPushThread({
    source: metrics,
    exporter: { module, factory, options: { url: backend.url } },
    intervalMillis: 3_600_000,
    onProblem: (problem) => problems.push(problem),
    ...given,
  })
  pushers.push(pusher)
  return { metrics, jobs: metrics.counter({ name: 'jobs_total' }), pusher, problems }
}

describe('a push thread', () => {
  test('pushes what this thread records, and measures itself in the same registry', async () => {
    const { metrics, jobs, pusher, problems } = await start()
    jobs.inc(5)
    expect(await pusher.flush()).toBe('accepted')
    jobs.inc(6)
    expect(await Promise.all([pusher.flush(), pusher.flush()])).toEqual(['accepted', 'accepted'])
    await pusher.close()
    await pusher.close()
    expect(await pusher.flush()).toBe('none')
    expect(backend.total).toBe(11)
    const names = metrics.gather().families.map(({ name }) => name)
    expect(names).toContain('telltale_push_total')
    expect(problems).toEqual([])
  })

  test('does not measure itself when it is not to', async () => {
    const { metrics, pusher } = await start({ metrics: false })
    expect(await pusher.flush()).toBe('accepted')
    expect(metrics.gather().families.map(({ name }) => name)).toEqual(['jobs_total'])
  })

  test('pushes at its cadence by itself', async () => {
    const { jobs } = await start({ intervalMillis: 20, deadlineMillis: 30_000 })
    jobs.inc(5)
    await backend.requests(3)
    expect(backend.total).toBe(5)
  })

  test('that dies is started again, which is told, and counts nothing twice', async () => {
    backend.script.push('accept', { status: 500 })
    const { jobs, pusher, problems } = await start({}, 'createDyingExporter')
    jobs.inc(5)
    expect(await pusher.flush()).toBe('accepted')
    expect(await pusher.flush()).not.toBe('accepted')
    while ((await pusher.flush()) === 'failed') await new Promise((resolve) => setTimeout(resolve, 50))
    jobs.inc(7)
    expect(await pusher.flush()).toBe('accepted')
    expect(problems.map(({ kind }) => kind)).toEqual(['push_thread_died'])
    expect(problems[0]?.message).toContain('from the exporter')
    expect(backend.total).toBe(12)
  })

  test('of a private registry is none: the caller pushes, which is told', async () => {
    const { jobs, pusher, problems } = await start({}, 'createCountingExporter', { shared: false })
    jobs.inc(5)
    expect(await pusher.flush()).toBe('accepted')
    expect(backend.total).toBe(5)
    expect(problems.map(({ kind }) => kind)).toEqual(['push_thread_unavailable'])
  })

  test.each([
    [
      { module: 'file:///nowhere/at-all.mjs', factory: 'createCountingExporter' },
      'the module "file:///nowhere/at-all.mjs" cannot be imported',
    ],
    [{ module, factory: 'createSomethingElse' }, 'exports no function "createSomethingElse"'],
    [{ module, factory: 'notAFunction' }, 'exports no function "notAFunction"'],
    [{ module, factory: 'createNothing' }, 'createNothing() must make an exporter'],
    [{ module, factory: 'createCountingExporter' }, 'the exporter cannot be made'],
  ])('whose exporter cannot be made is refused: %j', async (exporter, message) => {
    const error = await start({ exporter }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TelltaleError)
    expect((error as TelltaleError).code).toBe('invalid_options')
    expect((error as TelltaleError).message).toContain(message)
  })

  test('refuses faulty options, all at once', async () => {
    const error = await start({ exporter: { module: 'relative.mjs', factory: '' }, intervalMillis: -1, retry: 5 }).catch(
      (reason: unknown) => reason,
    )
    for (const fault of ['exporter must be ', 'intervalMillis must be ', 'there is no option "retry"']) {
      expect((error as TelltaleError).message).toContain(fault)
    }
  })
})
