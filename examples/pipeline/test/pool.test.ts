import { describe, expect, it } from 'vitest'
import { type PoolOptions, runPool } from '../src/pool.js'

const workerProgram = new URL('./fixtures/awkward-worker.mjs', import.meta.url)

/** Runs files of these names through workers that do what the name says. */
function run(names: readonly string[], { workerCount = 2, terminateAt = -1 }: Partial<PoolOptions> = {}) {
  const told = { done: 0, abandoned: [] as string[], queue: [] as number[] }
  const redone = runPool({
    files: names.map((path) => ({ path, sizeBytes: 0 })),
    workerCount,
    workerProgram,
    terminateAt,
    onQueue: (depth) => told.queue.push(depth),
    onDone: () => told.done++,
    onAbandoned: ({ path }) => told.abandoned.push(path),
  })
  return { redone, told }
}

const plain = (howMany: number) => Array.from({ length: howMany }, (_, number) => `file ${number}`)

describe('runPool', () => {
  it('does every file once and ends with an empty queue', async () => {
    const { redone, told } = run(plain(50), { workerCount: 3 })
    expect(await redone).toEqual([])
    expect(told.done).toBe(50)
    expect(told.queue).toEqual(Array.from({ length: 51 }, (_, taken) => 50 - taken))
  })

  it('starts no more workers than there are files', async () => {
    const { redone, told } = run(plain(2), { workerCount: 8, terminateAt: 1 })
    expect(await redone).toEqual([{ file: { path: 'file 1', sizeBytes: 0 }, lostWorker: 2, replacement: 3 }])
    expect(told.done).toBe(2)
  })

  it.each([0, 7, 19])('terminates the worker that holds file %i, and its replacement does the file', async (terminateAt) => {
    const { redone, told } = run(plain(20), { terminateAt })
    const [again, ...others] = await redone
    expect(again).toMatchObject({ file: { path: `file ${terminateAt}` }, replacement: 3 })
    expect(again?.lostWorker).toBeLessThan(3)
    expect(others).toEqual([])
    expect(told).toMatchObject({ done: 20, abandoned: [`file ${terminateAt}`] })
  })

  it('gives a file that ends its workers to no more than three, and says what they died of', async () => {
    const { redone, told } = run([...plain(5), 'poison'])
    await expect(redone).rejects.toMatchObject({ message: 'poison has ended 3 workers', cause: { message: 'poisoned' } })
    expect(told.abandoned).toEqual(['poison', 'poison', 'poison'])
  })

  it('does not pretend to know what a worker had counted that ended while counting', async () => {
    const { redone, told } = run(['half-counted'])
    await expect(redone).rejects.toMatchObject({ message: 'worker 1 ended while it was counting a file' })
    expect(told).toMatchObject({ done: 0, abandoned: [] })
  })
})
