/** Reads a gauge while another thread sets it: wrong readings with one bank and with two. `node gauge-banks.mjs [sets]` */

import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { sizeFromArguments } from './sampling.mjs'

// Cells: version or stamp │ delta │ … │ value base │ … │ value base. A bank may lie across two cache lines (of eight cells), and here each does.
const DELTA = 1
const FIRST_BANK = 7
const BANK_DISTANCE = 8

// The writer sets 0, adds 3, sets 1,000, adds 5, sets 0 … so these are all the values the gauge ever has.
const TRUE_VALUES = new Set([0, 3, 1_000, 1_005])

const protocols = {
  'one bank': {
    set(cells, words, value) {
      const base = cells[DELTA]
      cells[FIRST_BANK] = value
      cells[FIRST_BANK + 1] = base
      Atomics.store(words, 0, words[0] + 1)
    },
    bank: () => FIRST_BANK,
  },
  'two banks': {
    set(cells, words, value) {
      const version = words[0] + 1
      const bank = FIRST_BANK + (version & 1) * BANK_DISTANCE
      const base = cells[DELTA]
      cells[bank] = value
      cells[bank + 1] = base
      Atomics.store(words, 0, version)
    },
    bank: (version) => FIRST_BANK + (version & 1) * BANK_DISTANCE,
  },
}

/** Value and base, then delta; taken when no set was published in between. */
function read(protocol, cells, words) {
  for (;;) {
    const version = Atomics.load(words, 0)
    const bank = protocol.bank(version)
    const value = cells[bank]
    const base = cells[bank + 1]
    const merged = value + (cells[DELTA] - base)
    if (Atomics.load(words, 0) === version) return merged
  }
}

async function count(name, sets) {
  const shared = new SharedArrayBuffer(256)
  const cells = new Float64Array(shared)
  const words = new Int32Array(shared)
  const worker = new Worker(new URL(import.meta.url), { workerData: { name, shared, sets } })
  const protocol = protocols[name]
  let reads = 0
  let wrong = 0
  while (Atomics.load(words, 0) === 0);
  while (Atomics.load(words, 0) < sets) {
    reads++
    if (!TRUE_VALUES.has(read(protocol, cells, words))) wrong++
  }
  await worker.terminate()
  console.log(`${name}: ${wrong} of ${reads} readings show a value the gauge never had`)
}

if (isMainThread) {
  const sets = sizeFromArguments(50_000_000)
  for (const name of Object.keys(protocols)) await count(name, sets)
} else {
  const { name, shared, sets } = workerData
  const cells = new Float64Array(shared)
  const words = new Int32Array(shared)
  const { set } = protocols[name]
  for (let i = 0; i < sets; i++) {
    set(cells, words, (i & 1) * 1_000)
    cells[DELTA] = cells[DELTA] + ((i & 1) === 0 ? 3 : 5)
  }
}
