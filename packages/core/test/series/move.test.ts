import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Arena, coarseMillis, createArena, openArena } from '../../src/arena/arena.js'
import { retireLanes } from '../../src/arena/lane.js'
import { HEADER_LANE_VERSION } from '../../src/arena/layout.js'
import { points } from '../../src/model/points.js'
import { encodeTexts, TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import { ExemplarPlace, exemplarCells } from '../../src/series/exemplar-place.js'
import { encodeExemplarRecord } from '../../src/series/records.js'
import { createHandMadeLane, defineCounter, placeOf } from '../support/lanes.js'
import { hasSharedMemory } from '../support/memories.js'
import { findFamily, toPlain, valuesOf } from '../support/snapshot-reading.js'

type Core = typeof import('../../src/index.js')

/** The library as a thread has it that was started too early: loaded anew, in an arena that others do not use. */
async function loadEarly(): Promise<{ readonly core: Core; readonly arena: Arena }> {
  vi.resetModules()
  const core: Core = await import('../../src/index.js')
  const own = createArena({ shared: true, nowMillis: 0 })
  if (!own.memory.shared) throw new Error('memory cannot be shared')
  core.attach({ buffer: own.memory.shared, origin: 50 })
  return { core, arena: own }
}

/** The arena the others are in, where a thread records already. */
function createOthers(): { readonly arena: Arena; readonly buffer: SharedArrayBuffer } {
  const arena = createArena({ shared: true, nowMillis: 0 })
  if (!arena.memory.shared) throw new Error('memory cannot be shared')
  const lane = createHandMadeLane(arena, 9)
  const { page, first } = placeOf(arena, lane.series(lane.family({ ...defineCounter('c_total'), registry: 'moving' }), ['x']))
  page.cells[first] = 1_000
  return { arena, buffer: arena.memory.shared }
}

function makeAll({ createRegistry }: Core) {
  const registry = createRegistry({ name: 'moving' })
  return {
    registry,
    counter: registry.counter({ name: 'c_total', labels: ['a'] }),
    last: registry.gauge({ name: 'last', labels: ['a'] }),
    sum: registry.gauge({ name: 'sum', across: 'sum' }),
    each: registry.gauge({ name: 'each', across: 'each' }),
    histogram: registry.histogram({ name: 'h', buckets: [1, 2] }),
    summary: registry.summary({ name: 's', quantiles: [0, 0.5, 1] }),
  }
}

function recordAll({ counter, last, sum, each, histogram, summary }: ReturnType<typeof makeAll>): void {
  for (const a of ['x', 'y', 'z']) counter.inc({ a }, 2)
  last.inc({ a: 'stepped' }, 3)
  last.inc({ a: 'set' }, 3)
  last.set({ a: 'set' }, 10)
  last.inc({ a: 'set' }, 0.5)
  sum.inc(4)
  each.set(-1)
  for (const value of [-5, 0, 0.5, 1.5, 70]) {
    histogram.observe(value)
    summary.observe(value)
  }
}

describe('a thread that comes to another arena', () => {
  beforeEach((context) => {
    // Where memory cannot be shared no thread ever moves; that it cannot is what is shown there.
    if (!hasSharedMemory) expect(createArena({ shared: true, nowMillis: 0 }).memory.shared, context.task.name).toBeUndefined()
  })

  it('takes everything along, and what it made before goes on counting', async () => {
    if (!hasSharedMemory) return
    const { core, arena: left } = await loadEarly()
    const made = makeAll(core)
    recordAll(made)
    const bound = made.counter.with({ a: 'y' })
    const before = new Map(
      made.registry.gather().families.map((family) => [family.name, [...points(family)].map((point) => ({ ...point }))]),
    )
    expect(left.rootPages(0).length).toBe(1)

    const others = createOthers()
    core.attach({ buffer: others.buffer, origin: 0 })
    // The clock its summary goes by runs there too, from the first moment on.
    expect(coarseMillis(others.arena)).toBeGreaterThan(0)
    const after = made.registry.gather()
    expect(valuesOf(findFamily(after, 'c_total', 'counter'))).toEqual({ x: 1_002, y: 2, z: 2 })
    for (const family of after.families) if (family.name !== 'c_total') expect([...points(family)]).toEqual(before.get(family.name))
    expect(others.arena.rootPages(0).length).toBe(2)

    const stale = toPlain(after)
    recordAll(made)
    bound.inc(100)
    expect(toPlain(after)).toEqual(stale)
    const last = made.registry.gather()
    expect(valuesOf(findFamily(last, 'c_total', 'counter'))).toEqual({ x: 1_004, y: 104, z: 4 })
    expect(valuesOf(findFamily(last, 'last', 'gauge'))).toEqual({ stepped: 6, set: 10.5 })
    expect(valuesOf(findFamily(last, 'sum', 'gauge'))).toEqual({ '': 8 })
    expect(made.histogram.get()).toEqual({ count: 10, sum: 134 })
    expect(made.summary.get()).toEqual({ count: 10, sum: 134 })
    // Whoever reads the shared buffer sees the same.
    expect(openArena(others.buffer).rootPages(0).length).toBe(2)
  })

  it('takes its exemplars along, of series it inherited too, and keeps their distance', async () => {
    if (!hasSharedMemory) return
    const { core, arena } = await loadEarly()
    const dead = createHandMadeLane(arena, 77)
    const series = dead.series(dead.family({ ...defineCounter('c_total'), registry: 'moving' }), ['w'])
    const place = dead.space.allocate(exemplarCells(TRACE_TEXT_BYTES)) as number
    const record = encodeExemplarRecord({ family: 0, series, bucket: 0, place, textBytes: TRACE_TEXT_BYTES })
    dead.log.append(record.bytes, record.byteLength)
    new ExemplarPlace(arena, place, TRACE_TEXT_BYTES).write(9, 123, 1, encodeTexts(['by', 'the dead']), true)
    retireLanes(arena, 77)
    const { registry, counter, histogram } = makeAll(core)
    counter.inc({ a: 'y' }, 1, { exemplar: { by: 'y' } })
    counter.inc({ a: 'z' }, 1)
    histogram.observe(70, { exemplar: { by: 'histogram', long: '\u{1f680}'.repeat(100) } })
    core.attach({ buffer: createOthers().buffer, origin: 0 })

    const ofCounters = () => {
      const { labelSets, exemplars } = findFamily(registry.gather(), 'c_total', 'counter')
      return Object.fromEntries([...labelSets].map(({ values }, slot) => [values[0], exemplars?.at(slot, 0)?.labels.values[0]]))
    }
    expect(ofCounters()).toEqual({ x: undefined, y: 'y', z: undefined, w: 'the dead' })
    expect(findFamily(registry.gather(), 'h', 'histogram').exemplars?.at(0, 2)).toMatchObject({
      value: 70,
      labels: { names: ['by', 'long'] },
    })
    for (const a of ['y', 'z', 'w']) counter.inc({ a }, 1, { exemplar: { by: 'later' } })
    expect(ofCounters()).toEqual({ x: undefined, y: 'y', z: 'later', w: 'later' })
  })

  it('brings nothing where it recorded nothing', async () => {
    if (!hasSharedMemory) return
    const { core } = await loadEarly()
    const registry = core.createRegistry({ name: 'moving' })
    const others = createOthers()
    core.attach({ buffer: others.buffer, origin: 0 })
    expect(others.arena.words[HEADER_LANE_VERSION]).toBe(1)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 1_000 })
  })

  it('moves once, however often it is told to', async () => {
    if (!hasSharedMemory) return
    const { core } = await loadEarly()
    const made = makeAll(core)
    recordAll(made)
    const others = createOthers()
    for (let i = 0; i < 3; i++) core.attach({ buffer: others.buffer, origin: 0 })
    expect(others.arena.rootPages(0).length).toBe(2)
    expect(made.counter.get({ a: 'x' })).toBe(1_002)
  })

  it('brings what it had taken over from a thread that has ended, each series once', async () => {
    if (!hasSharedMemory) return
    const { core, arena } = await loadEarly()
    const dead = createHandMadeLane(arena, 77)
    const number = dead.family({ ...defineCounter('c_total'), registry: 'moving' })
    for (const [i, name] of ['x', 'y', 'w'].entries()) {
      const { page, first } = placeOf(arena, dead.series(number, [name]))
      page.cells[first] = 10 ** i
    }
    retireLanes(arena, 77)
    const { counter, registry } = makeAll(core)
    counter.inc({ a: 'y' }, 2)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 1, y: 12, w: 100 })
    core.attach({ buffer: createOthers().buffer, origin: 0 })
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 1_001, y: 12, w: 100 })
    counter.inc({ a: 'y' }, 3)
    // Used here for the first time: it goes on in the series that moved along.
    counter.inc({ a: 'w' }, 7)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ x: 1_001, y: 15, w: 107 })
    expect(counter.get({ a: 'w' })).toBe(107)
  })

  it('has no series twice where it is the only one to record', async () => {
    if (!hasSharedMemory) return
    const { core, arena } = await loadEarly()
    const dead = createHandMadeLane(arena, 77)
    const ref = dead.series(dead.family({ ...defineCounter('c_total'), registry: 'moving' }), ['w'])
    placeOf(arena, ref).page.cells[placeOf(arena, ref).first] = 100
    retireLanes(arena, 77)
    const { counter, registry } = makeAll(core)
    const empty = createArena({ shared: true, nowMillis: 0 }).memory.shared as SharedArrayBuffer
    core.attach({ buffer: empty, origin: 0 })
    counter.inc({ a: 'w' }, 7)
    expect(valuesOf(findFamily(registry.gather(), 'c_total', 'counter'))).toEqual({ w: 107 })
  })
})
