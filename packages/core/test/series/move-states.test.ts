/** Infos, state sets and observables of a thread that comes to another arena. */

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Arena, createArena } from '../../src/arena/arena.js'
import { HEADER_GAUGE_STAMP } from '../../src/arena/layout.js'
import { STATE_ON, STATE_STAMP, STATE_VALUE } from '../../src/series/cell-layout.js'
import type { StateSetDefinition } from '../../src/series/definition.js'
import { stateWord } from '../../src/series/merge-states.js'
import { createHandMadeLane, placeOf } from '../support/lanes.js'
import { hasSharedMemory } from '../support/memories.js'
import { findFamily, labelValuesOf } from '../support/snapshot-reading.js'

type Core = typeof import('../../src/index.js')

const MODE: StateSetDefinition = {
  kind: 'stateset',
  registry: 'moving',
  name: 'mode',
  help: '',
  unit: '',
  labelNames: [],
  states: ['a', 'b'],
}

/** The library as a thread has it that was started too early: loaded anew, in an arena that others do not use. */
async function loadEarly(): Promise<{ readonly core: Core; readonly arena: Arena }> {
  vi.resetModules()
  const core: Core = await import('../../src/index.js')
  const own = createArena({ shared: true, nowMillis: 0 })
  core.attach({ buffer: bufferOf(own), origin: 50 })
  return { core, arena: own }
}

function bufferOf(arena: Arena): SharedArrayBuffer {
  if (!arena.memory.shared) throw new Error('memory cannot be shared')
  return arena.memory.shared
}

/** Another thread's choice of one state, in an arena. */
function chooseElsewhere(arena: Arena, chosen: number): void {
  const lane = createHandMadeLane(arena, 9)
  const ref = lane.series(lane.family(MODE), [])
  const { page, first } = placeOf(arena, ref)
  const stamp = Atomics.add(arena.words, HEADER_GAUGE_STAMP, 1) + 1
  for (let state = 0; state < 2; state++) {
    const at = stateWord(ref, 1, 2, state)
    page.words[at + STATE_STAMP] = stamp
    page.words[at + STATE_VALUE] = state === chosen ? STATE_ON : STATE_ON - 1
  }
  page.words[first * 2] = 1
}

describe('a thread that comes to another arena', () => {
  beforeEach((context) => {
    // Where memory cannot be shared no thread ever moves; that it cannot is what is shown there.
    if (!hasSharedMemory) expect(createArena({ shared: true, nowMillis: 0 }).memory.shared, context.task.name).toBeUndefined()
  })

  it('takes along what it shows, and goes on through the handles it had', async () => {
    if (!hasSharedMemory) return
    const { core } = await loadEarly()
    const registry = core.createRegistry({ name: 'moving', observeIntervalMillis: 0 })
    const info = registry.info({ name: 'build', labels: { version: '1' } })
    info.set({ version: '2' })
    const mode = registry.stateSet({ name: 'mode', states: MODE.states })
    mode.only('b')
    let total = 5
    const reads = registry.counter({ name: 'reads_total', observe: () => total })
    await registry.collect()

    const others = createArena({ shared: true, nowMillis: 0 })
    chooseElsewhere(others, 0)
    core.attach({ buffer: bufferOf(others), origin: 0 })
    expect(labelValuesOf(findFamily(registry.gather(), 'build', 'info'))).toEqual([['2']])
    expect([mode.get('a'), mode.get('b')]).toEqual([false, true])
    total = 8
    await registry.collect()
    expect(reads.get()).toBe(8)
    mode.set('a', true)
    info.set({ version: '1' })
    expect([...findFamily(registry.gather(), 'mode', 'stateset').values]).toEqual([1, 1])
    expect(labelValuesOf(findFamily(registry.gather(), 'build', 'info'))).toEqual([['1']])
  })

  it('says nothing of states that another thread, which has not come yet, had set later', async () => {
    if (!hasSharedMemory) return
    const { core, arena: left } = await loadEarly()
    const mode = core.createRegistry({ name: 'moving' }).stateSet({ name: 'mode', states: MODE.states })
    mode.only('b')
    chooseElsewhere(left, 0)
    expect([mode.get('a'), mode.get('b')]).toEqual([true, false])

    const others = createArena({ shared: true, nowMillis: 0 })
    chooseElsewhere(others, 0)
    core.attach({ buffer: bufferOf(others), origin: 0 })
    expect([mode.get('a'), mode.get('b')]).toEqual([true, false])
  })
})
