import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HEADER_GAUGE_STAMP } from '../../src/arena/layout.js'
import { points } from '../../src/model/points.js'
import type { Registry } from '../../src/registry/types.js'
import { STATE_OFF, STATE_ON, STATE_STAMP, STATE_VALUE } from '../../src/series/cell-layout.js'
import type { StateSetDefinition } from '../../src/series/definition.js'
import { stateWord } from '../../src/series/merge-states.js'
import { createHandMadeLane, placeOf } from '../support/lanes.js'
import { createPrivateRegistry, fillArena } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

const STATES = ['idle', 'busy', 'down'] as const

function rows(registry: Registry, name = 'mode'): Record<string, number[]> {
  return Object.fromEntries(
    [...points(findFamily(registry.gather(), name, 'stateset'))].map(({ labels, values }) => [labels.values.join(' '), [...values]]),
  )
}

describe('a state set', () => {
  it('begins with no state, and shows each that is set', () => {
    const { registry } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', help: 'How it is.', states: STATES })
    expect(findFamily(registry.gather(), 'mode', 'stateset')).toMatchObject({
      help: 'How it is.',
      unit: '',
      labelNames: [],
      states: STATES,
    })
    expect(rows(registry)).toEqual({ '': [0, 0, 0] })
    mode.set('busy', true)
    mode.set('down', true)
    mode.set('busy', false)
    expect(rows(registry)).toEqual({ '': [0, 0, 1] })
    expect(STATES.map((state) => mode.get(state))).toEqual([false, false, true])
    mode.only('idle')
    expect(rows(registry)).toEqual({ '': [1, 0, 0] })
  })

  it('has a set for each label set', () => {
    const { registry } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', states: STATES, labels: ['disk'] })
    mode.only({ disk: 'a' }, 'busy')
    mode.set({ disk: 'b' }, 'down', true)
    mode.with({ disk: 'b' }).set('idle', true)
    expect(rows(registry)).toEqual({ a: [0, 1, 0], b: [1, 0, 1] })
    expect([mode.get({ disk: 'a' }, 'busy'), mode.get({ disk: 'b' }, 'busy'), mode.get({ disk: 'c' }, 'busy')]).toEqual([
      true,
      false,
      false,
    ])
    expect(mode.name).toBe('mode')
  })

  it('can be removed and cleared, and is there again when a state is set', () => {
    const { registry } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', states: STATES })
    const disks = registry.stateSet({ name: 'disks', states: STATES, labels: ['disk'] })
    const held = disks.with({ disk: 'a' })
    for (const disk of ['a', 'b']) disks.only({ disk }, 'busy')
    mode.only('down')
    expect([disks.remove({ disk: 'a' }), disks.remove({ disk: 'c' })]).toEqual([true, false])
    expect(rows(registry, 'disks')).toEqual({ b: [0, 1, 0] })
    held.set('idle', true)
    expect(rows(registry, 'disks')).toEqual({ a: [1, 0, 0], b: [0, 1, 0] })
    registry.clear()
    expect([rows(registry, 'disks'), mode.get('down')]).toEqual([{}, false])
    mode.set('idle', true)
    expect(rows(registry)).toEqual({ '': [1, 0, 0] })
  })

  it('is not what another thread said before it was removed', () => {
    const { registry, seat } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', states: STATES, labels: ['disk'] })
    mode.only({ disk: 'a' }, 'busy')
    const lane = createHandMadeLane(seat.arena, 9)
    const definition: StateSetDefinition = {
      kind: 'stateset',
      registry: 'default',
      name: 'mode',
      help: '',
      unit: '',
      labelNames: ['disk'],
      states: STATES,
    }
    const ref = lane.series(lane.family(definition), ['a'])
    const choose = (chosen: number, version: number) => {
      const { page, first } = placeOf(seat.arena, ref)
      const stamp = Atomics.add(seat.arena.words, HEADER_GAUGE_STAMP, 1) + 1
      for (const state of STATES.keys()) {
        const at = stateWord(ref, version, STATES.length, state)
        page.words[at + STATE_STAMP] = stamp
        page.words[at + STATE_VALUE] = state === chosen ? STATE_ON : STATE_OFF
      }
      page.words[first * 2] = version
    }
    choose(2, 1)
    expect(rows(registry)).toEqual({ a: [0, 0, 1] })
    mode.remove({ disk: 'a' })
    expect(rows(registry)).toEqual({})
    mode.set({ disk: 'a' }, 'idle', true)
    expect(rows(registry)).toEqual({ a: [1, 0, 0] })
    choose(1, 2)
    expect(rows(registry)).toEqual({ a: [0, 1, 0] })
  })

  it('is after any calls what a list of flags would be', () => {
    const { registry } = createPrivateRegistry()
    let count = 0
    const anyCall = fc.tuple(fc.constantFrom(...STATES), fc.constantFrom(true, false, 'only' as const))
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 40 }), (calls) => {
        const name = `mode_${count++}`
        const mode = registry.stateSet({ name, states: STATES })
        const model = new Set<string>()
        for (const [state, call] of calls) {
          if (call === 'only') {
            mode.only(state)
            model.clear()
          } else mode.set(state, call)
          if (call === false) model.delete(state)
          else model.add(state)
        }
        expect(STATES.filter((state) => mode.get(state))).toEqual(STATES.filter((state) => model.has(state)))
      }),
      { numRuns: 50 },
    )
  })

  it('drops a state there is not, and what is no boolean', () => {
    const { registry, drops, problems } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', states: STATES })
    mode.only('busy')
    // @ts-expect-error: no such state
    mode.only('asleep')
    // @ts-expect-error: no such state
    mode.set('asleep', true)
    // @ts-expect-error: no boolean
    mode.set('idle', 1)
    expect(rows(registry)).toEqual({ '': [0, 1, 0] })
    expect(drops()).toEqual({ 'mode bad_value': 3 })
    expect(problems[0]?.message).toBe('metric "mode": only: expected one of "idle", "busy", "down", got "asleep"; the update is dropped')
    // @ts-expect-error: no such state
    expect(mode.get('asleep')).toBe(false)
  })

  it('throws them where the registry is strict', () => {
    const { registry } = createPrivateRegistry({ strict: true })
    const mode = registry.stateSet({ name: 'mode', states: STATES })
    expect(() => mode.only('asleep' as never)).toThrow(expect.objectContaining({ code: 'invalid_value' }))
  })

  it('loses updates where there is no room, and counts them', () => {
    const privately = createPrivateRegistry()
    const { registry, drops } = privately
    registry.counter({ name: 'c_total' }).inc(-1)
    const mode = registry.stateSet({ name: 'mode', states: Array.from({ length: 256 }, (_, i) => `s${i}`), labels: ['a'] })
    registry
      .counter({
        name: 'telltale_dropped_updates_total',
        help: 'Updates that were dropped because their data was bad or found no room.',
        labels: ['metric', 'reason'],
      })
      .with({ metric: 'mode', reason: 'arena_full' })
    fillArena(privately.seat)
    for (let a = 0; a < 20; a++) mode.only({ a }, 's7')
    const shown = Object.keys(rows(registry)).length
    expect(shown).toBeLessThan(20)
    expect(drops()['mode arena_full']).toBe(20 - shown)
  })

  it.each([
    ['no states', { name: 'x' }, /states must be 1 to 256 different texts.*got undefined/],
    ['an empty list', { name: 'x', states: [] }, /states must be/],
    ['a state twice', { name: 'x', states: ['a', 'a'] }, /states must be/],
    ['an empty state', { name: 'x', states: ['a', ''] }, /states must be/],
    ['a state that is no text', { name: 'x', states: [1] }, /states must be/],
    ['a state that no text can show', { name: 'x', states: ['\ud800'] }, /states must be/],
    ['too many', { name: 'x', states: Array.from({ length: 257 }, String) }, /states must be/],
    ['a label of its own name', { name: 'x', states: ['a'], labels: ['x'] }, /labels must be without the metric's own name.*got "x"/],
    ['a name that no label has', { name: 'a:b', states: ['a'] }, /name must be one that a label may have too/],
    ['a unit', { name: 'x', states: ['a'], unit: 'seconds' }, /unit must be left out/],
    ['nothing', undefined, 'stateset undefined: options must be an object, got undefined'],
  ])('is refused with %s', (_what, options, message) => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.stateSet(options as never)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(() => registry.stateSet(options as never)).toThrow(message)
  })

  it('with other states is another metric', () => {
    const { registry } = createPrivateRegistry()
    const mode = registry.stateSet({ name: 'mode', states: STATES })
    expect(registry.stateSet({ name: 'mode', states: STATES })).toBe(mode)
    expect(() => registry.stateSet({ name: 'mode', states: ['idle'] })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
  })
})
