/** Reads series while another thread removes them and gives their cells to others: numbers read under the wrong name. `node recycled-cells.mjs [removals]` */

import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { sizeFromArguments } from './sampling.mjs'

// Words: how many series have been removed │ how many records the log has │ … │ the records, two a removal.
const REMOVED = 0
const LOG_COUNT = 1
const LOG = 16
/** The cells that the series take turns in. Every update of a series is a number of its own, so a stranger's value is no multiple of it. */
const CELLS = 8
const UNITS = [10_007, 10_009, 10_037, 10_039, 10_061, 10_067, 10_069, 10_079, 10_091, 10_093, 10_099, 10_103]

/** Whether what was copied may be used, given how many series had been removed before. */
const protocols = {
  'copied, and used': () => true,
  'looked again after copying': (words, removed) => Atomics.add(words, REMOVED, 0) === removed,
}

const open = (shared) => ({ cells: new Float64Array(shared, 0, CELLS), words: new Int32Array(shared, CELLS * 8) })

/** Reads on in the log. A record says whose a cell is now: `units[cell]` is the number of the series that lies there, 0 without one. */
function follow(words, reading) {
  const removed = Atomics.load(words, REMOVED)
  for (const count = Atomics.load(words, LOG_COUNT); reading.position < count; reading.position++) {
    const record = words[LOG + reading.position]
    reading.units[record % CELLS] = Math.floor(record / CELLS)
  }
  return removed
}

async function count(name, removals) {
  const shared = new SharedArrayBuffer(CELLS * 8 + (LOG + removals * 2) * 4)
  const { words, cells } = open(shared)
  const worker = new Worker(new URL(import.meta.url), { workerData: { shared, removals } })
  const reading = { position: 0, units: new Array(CELLS).fill(0) }
  const copy = new Float64Array(CELLS)
  let readings = 0
  let wrong = 0
  while (Atomics.load(words, REMOVED) < removals) {
    const removed = follow(words, reading)
    copy.set(cells)
    if (!protocols[name](words, removed)) continue
    readings++
    if (reading.units.some((unit, cell) => unit !== 0 && copy[cell] % unit !== 0)) wrong++
  }
  await worker.terminate()
  console.log(`${name}: ${wrong} of ${readings} readings show a number of another series`)
}

/** Removes the series in a cell, gives the cell to another, and records in that one. */
function churn({ shared, removals }) {
  const { words, cells } = open(shared)
  const append = (cell, unit) => {
    const count = words[LOG_COUNT]
    words[LOG + count] = unit * CELLS + cell
    Atomics.store(words, LOG_COUNT, count + 1)
  }
  for (let i = 0; i < removals; i++) {
    const cell = i % CELLS
    const unit = UNITS[i % UNITS.length]
    append(cell, 0)
    Atomics.add(words, REMOVED, 1)
    cells[cell] = 0
    append(cell, unit)
    for (let update = 0; update < 500; update++) cells[cell] = cells[cell] + unit
  }
}

if (isMainThread) {
  const removals = sizeFromArguments(1_000_000)
  for (const name of Object.keys(protocols)) await count(name, removals)
} else churn(workerData)
