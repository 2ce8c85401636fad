/** The states of a set are told apart by a label of its name: as it is recorded, with prefix and filters. */

import { describe, expect, it } from 'vitest'
import { renameMetric } from '../../src/registry/filters.js'
import { createPrivateRegistry } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

const invalid = expect.objectContaining({ code: 'invalid_options' })

describe('a state set', () => {
  it('has no constant label of its name', () => {
    const { registry } = createPrivateRegistry({ prefix: 'app_', labels: { app_mode: 'x', zone: 'z' } })
    registry.stateSet({ name: 'mode', states: ['on'] }).set('on', true)
    expect(findFamily(registry.gather(), 'app_mode', 'stateset').labelNames).toEqual(['zone'])
  })

  it('refuses a label of its name, and a name that no label can have, with prefix and filters', () => {
    const prefixed = createPrivateRegistry({ prefix: 'app_' }).registry
    expect(() => prefixed.stateSet({ name: 'mode', labels: ['app_mode'], states: ['on'] })).toThrow(invalid)
    const colon = createPrivateRegistry({ prefix: 'app:' }).registry
    expect(() => colon.stateSet({ name: 'mode', states: ['on'] })).toThrow(invalid)
    const renamed = createPrivateRegistry({ filters: [renameMetric('mode', 'kind')] }).registry
    expect(() => renamed.stateSet({ name: 'mode', labels: ['kind'], states: ['on'] })).toThrow(invalid)
  })
})
