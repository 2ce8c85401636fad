/** Finds the bucket of random values among eleven bounds in four ways. `node bucket-search.mjs [rounds]` */

import { loadCoreSource, printMedians, sizeFromArguments, takeTurns } from './sampling.mjs'

const { createBucketSearch } = await loadCoreSource('model/bucket-search.ts')
const { DEFAULT_BUCKETS } = await loadCoreSource('model/buckets.ts')

const bounds = Float64Array.from(DEFAULT_BUCKETS)
/** 1 ms to about 15 s, evenly by order of magnitude, as in `bench`: so many that no processor learns their order. */
const values = Float64Array.from({ length: 65_536 }, () => 0.001 * 15_000 ** Math.random())

const table = createBucketSearch(DEFAULT_BUCKETS)

const ways = {
  'table over the high bits': (value) => table.find(value),
  'counting all bounds, without a branch': (value) => {
    let found = 0
    for (let i = 0; i < bounds.length; i++) found += value > bounds[i] ? 1 : 0
    return found
  },
  'stepping up from the first': (value) => {
    let found = 0
    while (found < bounds.length && value > bounds[found]) found++
    return found
  },
  halving: (value) => {
    let low = 0
    let high = bounds.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value > bounds[middle]) low = middle + 1
      else high = middle
    }
    return low
  },
}

/** Each way gets a loop of its own, compiled for it alone, as an application's call sites are. */
const loop = `return (times) => {
  let sum = 0
  for (let i = 0; i < times; i++) sum += find(values[i & 65535])
  return sum
}`
const contenders = Object.fromEntries(
  Object.entries(ways).map(([name, find]) => [name, new Function('find', 'values', loop)(find, values)]),
)

printMedians('one bucket found, 11 bounds, random values', takeTurns(contenders, sizeFromArguments(25), 500_000))
