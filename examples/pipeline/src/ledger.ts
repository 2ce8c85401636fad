/**
 * One word of shared memory per worker: who may decide over the file it has in hand.
 *
 * A worker counts a file when it is finished, all in one synchronous step; a thread terminated in the middle of that step would leave it half
 * counted. So both sides ask first, by one compare-and-swap that only one of them can win:
 *
 *     idle ──take──▶ holding ──claim──▶ committing ──release──▶ idle        the worker's way
 *                       └─────condemn──▶ condemned                          the main thread's way
 *
 * Who is condemned never commits, so it may be terminated at any moment and has counted nothing of its file but its start. Who is committing
 * is let finish. Neither side ever waits for the other here.
 */

/** The word, made by the main thread and handed to the worker when it starts. */
export type Ledger = Int32Array<SharedArrayBuffer>

const IDLE = 0
const HOLDING = 1
const COMMITTING = 2
const CONDEMNED = 3

/** Makes the word of a new worker. */
export function createLedger(): Ledger {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

/** The worker takes a file in hand. */
export function takeFile(ledger: Ledger): void {
  Atomics.store(ledger, 0, HOLDING)
}

/** The worker wants to count its finished file. @returns Whether it may; `false` means it has been condemned. */
export function claimCommit(ledger: Ledger): boolean {
  return Atomics.compareExchange(ledger, 0, HOLDING, COMMITTING) === HOLDING
}

/** The worker has counted its file. */
export function releaseFile(ledger: Ledger): void {
  Atomics.store(ledger, 0, IDLE)
}

/** The main thread wants to terminate the worker in the middle of its file. @returns Whether it may; `false`: no file in hand, or finished. */
export function condemn(ledger: Ledger): boolean {
  return Atomics.compareExchange(ledger, 0, HOLDING, CONDEMNED) === HOLDING
}

/** Whether a worker that is gone left its file half counted, which no bookkeeping can mend. */
export function wasCommitting(ledger: Ledger): boolean {
  return Atomics.load(ledger, 0) === COMMITTING
}

/** The worker stays where it is for as long as it holds its file, which nobody ends but `terminate()`. */
export function waitForTheEnd(ledger: Ledger): void {
  Atomics.wait(ledger, 0, HOLDING)
}
