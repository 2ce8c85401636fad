/** Label sets that are to be there from the start, of metrics to which nobody adds any. */

import { describe, expect, it } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'

const invalid = expect.objectContaining({ code: 'invalid_options' })

describe('initialLabels', () => {
  it('are refused where nobody but a callback or the options say which label sets there are', () => {
    const { registry } = createPrivateRegistry()
    const initialLabels = [{ a: 'x' }]
    const observed = { name: 'o_total', labels: ['a'], observe: () => {}, initialLabels }
    expect(() => registry.counter(observed as never)).toThrow(invalid)
    expect(() => registry.info({ name: 'i', labels: { a: 'b' }, initialLabels } as never)).toThrow(invalid)
    expect(registry.names()).toEqual([])
  })
})
