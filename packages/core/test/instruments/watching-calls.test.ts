import { describe, expect, it } from 'vitest'
import { createPrivateRegistry } from '../support/private-registry.js'

const fail = (): never => {
  throw new Error('no')
}

describe('countExceptions', () => {
  it('counts what throws and what rejects, passes both on, and nothing else', async () => {
    const { registry } = createPrivateRegistry()
    const failures = registry.counter({ name: 'failures_total' })
    const byKind = registry.counter({ name: 'failures_by_kind_total', labels: ['kind'] })
    expect(failures.countExceptions(() => 5)).toBe(5)
    expect(await failures.countExceptions(async () => 6)).toBe(6)
    expect(failures.get()).toBe(0)
    expect(() => failures.countExceptions(fail)).toThrow('no')
    await expect(failures.countExceptions(async () => fail())).rejects.toThrow('no')
    expect(() => byKind.countExceptions({ kind: 'a' }, fail)).toThrow('no')
    expect([failures.get(), byKind.get({ kind: 'a' })]).toEqual([2, 1])
  })
})

describe.each(['last', 'sum'] as const)('trackInProgress of a gauge across threads by %s', (across) => {
  it('shows what is under way and forgets it at the end, however it ends', async () => {
    const { registry } = createPrivateRegistry()
    const active = registry.gauge({ name: 'active', across })
    const byKind = registry.gauge({ name: 'active_by_kind', across, labels: ['kind'] })
    expect(active.trackInProgress(() => active.get())).toBe(1)
    expect(() => active.trackInProgress(fail)).toThrow('no')
    expect(active.get()).toBe(0)

    const { promise, resolve } = withResolver()
    const pending = byKind.trackInProgress({ kind: 'a' }, () => promise)
    expect(byKind.get({ kind: 'a' })).toBe(1)
    resolve()
    await pending
    await expect(byKind.trackInProgress({ kind: 'a' }, async () => fail())).rejects.toThrow('no')
    expect(byKind.get({ kind: 'a' })).toBe(0)
  })
})

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
