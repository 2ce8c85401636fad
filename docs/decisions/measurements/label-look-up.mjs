/** Finds the series of two labels in three ways, in a process where 20 metrics are in use. `node label-look-up.mjs [rounds]` */

import { loadCoreSource, printMedians, sizeFromArguments, takeTurns } from './sampling.mjs'

const { createLabelIndex } = await loadCoreSource('series/label-index.ts')

const METRICS = 20
const SERIES = 16

/** Every metric has label names of its own, so that no access to them is always of one shape. */
const metrics = Array.from({ length: METRICS }, (_, metric) => {
  const names = [`kind${metric}`, `status${metric}`]
  const sets = Array.from({ length: SERIES }, (_, i) => [`kind ${i >> 2}`, `status ${i & 3}`])
  return {
    names,
    sets,
    objects: sets.map(([kind, status]) => () => ({ [names[0]]: kind, [names[1]]: status })),
  }
})

const ways = {
  'for … in, tree (as it is)': ({ names, sets }) => {
    const index = createLabelIndex(names)
    for (const [i, texts] of sets.entries()) index.add(texts, { rest: undefined, number: i })
    return (labels) => index.find(labels).number
  },
  'code generated for each metric, nested maps': ({ names, sets }) => {
    const map = nestedMaps(sets)
    const [first, second] = names.map((name) => JSON.stringify(name))
    return new Function('map', `return (labels) => map.get(labels[${first}])?.get(labels[${second}])`)(map)
  },
  'a load by key for each name, nested maps': ({ names, sets }) => {
    const map = nestedMaps(sets)
    return (labels) => {
      let node = map
      for (let i = 0; i < names.length; i++) {
        const value = labels[names[i]]
        if (typeof value !== 'string') return -1
        node = node.get(value)
      }
      return node
    }
  },
}

function nestedMaps(sets) {
  const map = new Map()
  for (const [i, [kind, status]] of sets.entries()) map.set(kind, (map.get(kind) ?? new Map()).set(status, i))
  return map
}

/** One loop a way and metric, as an application's own call sites are, each with its literal. */
function loopOver(find, { names, sets }, isSame) {
  const source = `
    const kinds = sets.map((set) => set[0]), statuses = sets.map((set) => set[1])
    return (times) => {
      let sum = 0
      for (let i = 0; i < times; i++) {
        const at = ${isSame ? 5 : 'i & 15'}
        sum += find({ ${names[0]}: kinds[at], ${names[1]}: statuses[at] })
      }
      return sum
    }`
  return new Function('find', 'sets', source)(find, sets)
}

function contendersFor(isSame) {
  return Object.fromEntries(
    Object.entries(ways).map(([name, make]) => {
      const loops = metrics.map((metric) => loopOver(make(metric), metric, isSame))
      return [name, (times) => loops.reduce((sum, loop) => sum + loop(times / METRICS), 0)]
    }),
  )
}

const rounds = sizeFromArguments(15)
printMedians('2 labels, 16 series in turn', takeTurns(contendersFor(false), rounds, 1_000_000))
printMedians('the same 2 labels again and again', takeTurns(contendersFor(true), rounds, 1_000_000))
