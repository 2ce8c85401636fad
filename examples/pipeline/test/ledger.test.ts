import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { claimCommit, condemn, createLedger, releaseFile, takeFile, wasCommitting } from '../src/ledger.js'

/** Reduced size of a proof that is the same with thousands. */
const TERMINATIONS = 40

describe('the ledger', () => {
  it('lets a worker commit the file it holds', () => {
    const ledger = createLedger()
    takeFile(ledger)
    expect(claimCommit(ledger)).toBe(true)
    expect(wasCommitting(ledger)).toBe(true)
    releaseFile(ledger)
    expect(wasCommitting(ledger)).toBe(false)
  })

  it('never lets a condemned worker commit', () => {
    const ledger = createLedger()
    takeFile(ledger)
    expect(condemn(ledger)).toBe(true)
    expect(claimCommit(ledger)).toBe(false)
    expect(wasCommitting(ledger)).toBe(false)
  })

  it('condemns nobody who holds nothing or is committing', () => {
    const ledger = createLedger()
    expect(condemn(ledger)).toBe(false)
    takeFile(ledger)
    claimCommit(ledger)
    expect(condemn(ledger)).toBe(false)
    releaseFile(ledger)
    expect(condemn(ledger)).toBe(false)
  })

  it('keeps every file whole, whenever its worker is terminated', async () => {
    let commitCount = 0
    for (let round = 0; round < TERMINATIONS; round++) {
      const ledger = createLedger()
      const cells = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
      const worker = new Worker(new URL('./fixtures/committing-worker.mjs', import.meta.url), { workerData: { ledger, cells } })
      await once(worker, 'message')
      for (let spin = 0; spin < round * 1_000; spin++) Atomics.load(cells, 2)
      while (!condemn(ledger)) Atomics.load(cells, 2)
      await worker.terminate()
      expect(cells[0]).toBe(cells[1])
      expect(wasCommitting(ledger)).toBe(false)
      commitCount += cells[0] as number
    }
    expect(commitCount).toBeGreaterThan(TERMINATIONS)
  })
})
