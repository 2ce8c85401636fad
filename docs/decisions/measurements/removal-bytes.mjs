/** Makes series and removes them again: what each leaves in the arena for good. `node removal-bytes.mjs [series]` */

import { loadCoreSource, sizeFromArguments } from './sampling.mjs'

const { ThreadRegistry } = await loadCoreSource('registry/registry.ts')
const { takePrivateSeat } = await loadCoreSource('series/seat.ts')

const PAGE_BYTES = 65_536
const series = sizeFromArguments(20_000)
const text = (i) => String(i).padStart(12, '0')

/** Two lanes in one arena, as two threads have them. */
function createLanes() {
  const first = takePrivateSeat()
  const seats = [first, takePrivateSeat(undefined, undefined, first.arena)]
  const registries = seats.map((seat) => new ThreadRegistry(seat, { maxSeriesPerMetric: series * 2 }))
  return { registries, takenBytes: () => first.arena.owners.reduce((pages, owner) => pages + Number(owner !== 0), 0) * PAGE_BYTES }
}

/** Bytes a series, in each of which one thing is recorded before it is removed. */
function weigh(make, record, remover) {
  const { registries, takenBytes } = createLanes()
  const [maker, other] = registries.map(make)
  const before = takenBytes()
  for (let i = 0; i < series; i++) {
    record(maker, { id: text(i) })
    if (remover === 'its own thread') maker.remove({ id: text(i) })
    else other.remove({ id: text(i) })
  }
  return (takenBytes() - before) / series
}

const options = { name: 'm', labels: ['id'] }
const kinds = {
  counter: [(registry) => registry.counter(options), (metric, labels) => metric.inc(labels)],
  'gauge, last': [(registry) => registry.gauge(options), (metric, labels) => metric.inc(labels)],
  'gauge, sum': [(registry) => registry.gauge({ ...options, across: 'sum' }), (metric, labels) => metric.inc(labels)],
  'histogram of 11 buckets': [(registry) => registry.histogram(options), (metric, labels) => metric.observe(labels, 1)],
  'native histogram': [(registry) => registry.histogram({ ...options, native: true }), (metric, labels) => metric.observe(labels, 1)],
  'summary of 5 windows': [(registry) => registry.summary({ ...options, quantiles: [0.5] }), (metric, labels) => metric.observe(labels, 1)],
}
console.log('bytes that stay of a series with one label of 12 bytes, removed by')
for (const [name, [make, record]] of Object.entries(kinds)) {
  const [own, other] = ['its own thread', 'another thread'].map((remover) => weigh(make, record, remover).toFixed(0).padStart(5))
  console.log(`  ${name.padEnd(24)} its own thread ${own}  another thread ${other}`)
}
