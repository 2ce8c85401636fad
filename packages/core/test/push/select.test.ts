import { describe, expect, it } from 'vitest'
import { selectFamilies } from '../../src/push/select.js'
import { createPrivateRegistry } from '../support/private-registry.js'

describe('selectFamilies', () => {
  it('leaves out what is not selected, in order, and copies nothing when there is nothing to select by', () => {
    const { registry } = createPrivateRegistry()
    for (const name of ['a_total', 'b_total', 'c_total']) registry.counter({ name })
    const snapshot = registry.gather()
    expect(selectFamilies(snapshot, undefined)).toBe(snapshot)
    const selected = selectFamilies(snapshot, ({ name }) => name !== 'b_total')
    expect(selected.families.map(({ name }) => name)).toEqual(['a_total', 'c_total'])
    expect(selected.families[0]).toBe(snapshot.families[0])
    expect(selected.takenAtMillis).toBe(snapshot.takenAtMillis)
  })
})
