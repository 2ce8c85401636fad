/** Terminates threads in the middle of updates of two cells: what is left half done, by what lies between the stores. `node cut-updates.mjs [kills]` */

import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { sizeFromArguments } from './sampling.mjs'

const BUCKET = 0
const SUM = 1
const LOCK = 4

/** Each makes one update of two cells. */
const updates = {
  nothing(cells) {
    cells[BUCKET] = cells[BUCKET] + 1
    cells[SUM] = cells[SUM] + 1
  },
  'a loop of eight turns'(cells) {
    cells[BUCKET] = cells[BUCKET] + 1
    for (let i = 8; i < 16; i++) cells[i] = cells[i] + 1
    cells[SUM] = cells[SUM] + 1
  },
  'a call'(cells) {
    cells[BUCKET] = cells[BUCKET] + 1
    notes[cells[BUCKET] & 7](cells)
    cells[SUM] = cells[SUM] + 1
  },
  'an atomic store'(cells, words) {
    cells[BUCKET] = cells[BUCKET] + 1
    Atomics.store(words, LOCK, 0)
    cells[SUM] = cells[SUM] + 1
  },
  'nothing, under a lock'(cells, words) {
    while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0);
    cells[BUCKET] = cells[BUCKET] + 1
    cells[SUM] = cells[SUM] + 1
    Atomics.store(words, LOCK, 0)
  },
}

/** So many that none is written out where it is called. */
const notes = Array.from({ length: 8 }, (_, i) => new Function('cells', `cells[${8 + i}] = cells[${8 + i}] + 1`))

async function kill(name) {
  const shared = new SharedArrayBuffer(128)
  const cells = new Float64Array(shared)
  const words = new Int32Array(shared)
  const worker = new Worker(new URL(import.meta.url), { workerData: { name, shared } })
  // By then the update has been optimized.
  while (cells[SUM] < 200_000) await sleep(1)
  await sleep(Math.random() * 5)
  await worker.terminate()
  return { isHalf: cells[BUCKET] !== cells[SUM], isHeld: words[LOCK] !== 0 }
}

if (isMainThread) {
  const kills = sizeFromArguments(120)
  for (const name of Object.keys(updates)) {
    let half = 0
    let held = 0
    for (let i = 0; i < kills; i++) {
      const { isHalf, isHeld } = await kill(name)
      if (isHalf) half++
      if (isHeld) held++
    }
    const lock = name.endsWith('lock') ? `, lock left held after ${held}` : ''
    console.log(`${name} between: second store missing after ${half} of ${kills} kills${lock}`)
  }
} else {
  const { name, shared } = workerData
  const cells = new Float64Array(shared)
  const words = new Int32Array(shared)
  const update = updates[name]
  for (;;) update(cells, words)
}
