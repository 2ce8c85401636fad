import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Membership } from '../../src/arena/joining.js'
import { ThreadRegistry } from '../../src/registry/registry.js'
import { watchMembership } from '../../src/registry/self-metrics.js'
import { hasSharedMemory, MEMORIES } from '../support/memories.js'
import { createPrivateRegistry } from '../support/private-registry.js'

/** A membership whose waiting threads a test names; on shared memory where there is some. */
function createMembership(awaited: Set<number>) {
  const listeners: (() => void)[] = []
  const arena = MEMORIES.at(-1)?.[1]()
  if (!arena) throw new Error('there is no memory')
  const membership: Membership = {
    arena,
    ancestor: 0,
    awaited,
    onAwaited: (listener) => listeners.push(listener),
    handle: undefined,
    join: () => {},
    look: () => false,
  }
  return {
    membership,
    change(update: () => void) {
      update()
      for (const listener of listeners) listener()
    },
  }
}

function watch(awaited = new Set<number>()) {
  const { seat, registry: reading, problems } = createPrivateRegistry()
  const { membership, change } = createMembership(awaited)
  watchMembership(membership, new ThreadRegistry(seat, { onProblem: (problem) => problems.push(problem) }))
  return {
    awaited,
    change,
    ofThreads: () => problems.filter(({ kind }) => kind === 'detached_threads'),
    problems,
    detached: (): number | undefined => {
      const family = reading.gather().families.find(({ name }) => name === 'telltale_detached_threads')
      return family?.kind === 'gauge' ? family.values[0] : undefined
    },
  }
}

describe('threads that have not joined yet', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are no metric as long as there were none', () => {
    expect(watch().detached()).toBeUndefined()
  })

  it('are counted from the start, and while they come and go', () => {
    const { awaited, change, detached } = watch(new Set([3]))
    expect(detached()).toBe(1)
    change(() => awaited.add(4))
    expect(detached()).toBe(2)
    change(() => awaited.clear())
    expect(detached()).toBe(0)
  })

  it('are announced when they stay away, once, by number', () => {
    const { awaited, change, ofThreads } = watch()
    change(() => awaited.add(7))
    vi.advanceTimersByTime(4_000)
    change(() => awaited.add(9))
    vi.advanceTimersByTime(4_000)
    // The patience begins anew with every change.
    expect(ofThreads()).toEqual([])
    vi.advanceTimersByTime(2_000)
    expect(ofThreads()).toEqual([
      {
        kind: 'detached_threads',
        message:
          'threads 7, 9 started before @telltale/core was loaded here and did not answer; what is recorded there shows when they turn their event loop',
      },
    ])
    change(() => awaited.delete(9))
    vi.advanceTimersByTime(60_000)
    expect(ofThreads().length).toBe(1)
  })

  it('are not announced when they come in time', () => {
    const { awaited, change, ofThreads } = watch()
    change(() => awaited.add(7))
    vi.advanceTimersByTime(4_999)
    change(() => awaited.clear())
    vi.advanceTimersByTime(60_000)
    expect(ofThreads()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a process without shared memory', () => {
  it('is told so, and no other', () => {
    const announced = watch().problems.filter(({ kind }) => kind === 'plain_memory')
    const expected = { kind: 'plain_memory', message: 'shared memory is not available: each thread of this process has metrics of its own' }
    expect(announced).toEqual(hasSharedMemory ? [] : [expected])
  })
})
