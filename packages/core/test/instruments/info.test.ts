import { describe, expect, it } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily, labelValuesOf } from '../support/snapshot-reading.js'

describe('an info', () => {
  it('shows its labels, in the order of their names', () => {
    const { registry } = createPrivateRegistry()
    const info = registry.info({ name: 'build', help: 'What runs.', labels: { version: '1.2.3', commit: 'abc', debug: false, major: 1 } })
    expect(info.name).toBe('build')
    const family = findFamily(registry.gather(), 'build', 'info')
    expect(family).toMatchObject({ help: 'What runs.', unit: '', labelNames: ['commit', 'debug', 'major', 'version'] })
    expect(labelValuesOf(family)).toEqual([['abc', 'false', '1', '1.2.3']])
    expect(family.startedAtMillis.length).toBe(1)
  })

  it('may have no labels', () => {
    const { registry } = createPrivateRegistry()
    registry.info({ name: 'up', labels: {} }).set({})
    expect(labelValuesOf(findFamily(registry.gather(), 'up', 'info'))).toEqual([[]])
  })

  it('shows the newest values only, and those of before when they are given again', () => {
    const { registry } = createPrivateRegistry()
    const info = registry.info({ name: 'leader', labels: { host: 'a', zone: '1' } })
    const shown = () => labelValuesOf(findFamily(registry.gather(), 'leader', 'info'))
    info.set({ zone: '2', host: 'b' })
    expect(shown()).toEqual([['b', '2']])
    info.set({ zone: '2', host: 'b' })
    expect(shown()).toEqual([['b', '2']])
    expect(registry.info({ name: 'leader', labels: { zone: '1', host: 'a' } })).toBe(info)
    expect(shown()).toEqual([['a', '1']])
  })

  it('keeps the identity of its label sets while nothing changes', () => {
    const { registry } = createPrivateRegistry()
    registry.info({ name: 'build', labels: { version: '1' } })
    const generation = () => findFamily(registry.gather(), 'build', 'info').labelSets.generation
    expect(generation()).toBe(generation())
  })

  it('stays when what was recorded is cleared', () => {
    const { registry } = createPrivateRegistry()
    registry.info({ name: 'build', labels: { version: '1' } })
    registry.clear()
    expect(labelValuesOf(findFamily(registry.gather(), 'build', 'info'))).toEqual([['1']])
  })

  it('shows what it did when it is given what cannot be a label value, and counts that', () => {
    const { registry, drops } = createPrivateRegistry()
    const info = registry.info({ name: 'build', labels: { version: '1' } })
    info.set({ version: {} as never })
    expect(labelValuesOf(findFamily(registry.gather(), 'build', 'info'))).toEqual([['1']])
    expect(drops()).toEqual({ 'build bad_label': 1 })
  })

  it('throws for labels that do not exist', () => {
    const { registry } = createPrivateRegistry()
    const info = registry.info({ name: 'build', labels: { version: '1' } })
    // @ts-expect-error: version is missing
    expect(() => info.set({})).toThrow(expect.objectContaining({ code: 'invalid_labels' }))
    // @ts-expect-error: commit is no label
    expect(() => info.set({ version: '1', commit: 'x' })).toThrow(expect.objectContaining({ code: 'invalid_labels' }))
  })

  it.each([
    ['no labels', { name: 'x' }, 'info "x": labels must be an object of label values, got undefined'],
    ['a list', { name: 'x', labels: ['a'] }, 'info "x": labels must be an object of label values, got an array'],
    ['a label that cannot be', { name: 'x', labels: { le: '1' } }, /^info "x": labels\[0\] must be .*, got "le"$/],
    ['a unit', { name: 'x', labels: {}, unit: 'seconds' }, 'info "x": unit must be left out: an info has none, got "seconds"'],
    ['nothing', undefined, 'info undefined: options must be an object, got undefined'],
  ])('is refused with %s', (_what, options, message) => {
    const { registry } = createPrivateRegistry()
    expect(() => registry.info(options as never)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(() => registry.info(options as never)).toThrow(message)
  })

  it.each(['a', 'a_info'])('called %s takes both names', (name) => {
    const { registry } = createPrivateRegistry()
    registry.info({ name, labels: { v: '1' } })
    for (const taken of ['a', 'a_info'].filter((other) => other !== name)) {
      expect(() => registry.gauge({ name: taken })).toThrow(expect.objectContaining({ code: 'metric_conflict' }))
      expect(() => registry.info({ name: taken, labels: { v: '1' } })).toThrow(/both would expose "a"/)
    }
  })
})
