/** Terminates threads while they claim pages: what is lost by two ways of claiming. `node page-claims.mjs [kills]` */

import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { sizeFromArguments } from './sampling.mjs'

const PAGES = 2 ** 22
const LANE = 1

const protocols = {
  'allocate, then record': (next, owners) => {
    const page = Atomics.add(next, 0, 1)
    if (page >= PAGES) return false
    Atomics.store(owners, page, LANE)
    return true
  },
  'one compare-and-swap': (next, owners) => {
    for (let page = Atomics.load(next, 0); page < PAGES; page++) {
      if (Atomics.compareExchange(owners, page, 0, LANE) !== 0) continue
      Atomics.store(next, 0, page + 1)
      return true
    }
    return false
  },
}

/** What a thread does with a page once it has it: some stores in a loop. */
function use(page) {
  for (let i = 0; i < 8; i++) page[i] = page[i] + 1
}

async function kill(protocol) {
  const next = new Int32Array(new SharedArrayBuffer(4))
  const owners = new Int32Array(new SharedArrayBuffer(PAGES * 4))
  const worker = new Worker(new URL(import.meta.url), { workerData: { protocol, next, owners } })
  while (Atomics.load(next, 0) < 1_000) await sleep(1)
  await sleep(Math.random() * 5)
  await worker.terminate()
  const allocated = Math.min(next[0], PAGES)
  let lost = 0
  for (let page = 0; page < allocated; page++) if (owners[page] === 0) lost++
  return lost
}

if (isMainThread) {
  const kills = sizeFromArguments(120)
  for (const protocol of Object.keys(protocols)) {
    let losing = 0
    for (let i = 0; i < kills; i++) if ((await kill(protocol)) > 0) losing++
    console.log(`${protocol}: pages that belong to nobody after ${losing} of ${kills} kills`)
  }
} else {
  const claim = protocols[workerData.protocol]
  const page = new Float64Array(8)
  while (claim(workerData.next, workerData.owners)) use(page)
}
