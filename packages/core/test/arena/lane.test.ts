import { describe, expect, it } from 'vitest'
import { type Arena, logVersion, type Page } from '../../src/arena/arena.js'
import { claimLane, isLaneLive, laneThread, retireLanes, settleLane, takeRetiredLane } from '../../src/arena/lane.js'
import { HEADER_LANE_VERSION, LANE_IS_RETIRED, PAGE_IS_ROOT, ROW_ANCESTOR, ROW_STATE, ROW_USE } from '../../src/arena/layout.js'
import { createPlainArena } from '../support/lanes.js'
import { MEMORIES } from '../support/memories.js'
import { fillArena } from '../support/private-registry.js'

function claim(arena: Arena, thread: number, ancestor = 0): Page {
  const root = claimLane(arena, { thread, ancestor })
  if (!root) throw new Error('the arena is full')
  settleLane(arena, root, { thread, ancestor })
  return root
}

describe.each(MEMORIES)('a lane on %s', (_name, create) => {
  it('is a root page that names its thread, live once it is settled', () => {
    const arena = create()
    const root = claim(arena, 3, 2)
    expect(arena.rootPages(0)).toEqual([root.number])
    expect(root.words[ROW_USE]).toBe(PAGE_IS_ROOT)
    expect(root.words[ROW_ANCESTOR]).toBe(2)
    expect(laneThread(root)).toBe(3)
    expect(isLaneLive(root)).toBe(true)
    expect(arena.words[HEADER_LANE_VERSION]).toBe(1)
  })

  it('is not live before, but nobody else’s', () => {
    const arena = create()
    const root = claimLane(arena, { thread: 3, ancestor: 0 }) as Page
    expect(isLaneLive(root)).toBe(false)
    expect(takeRetiredLane(arena, { thread: 4, ancestor: 0 })).toBeUndefined()
    retireLanes(arena, 3)
    expect(takeRetiredLane(arena, { thread: 4, ancestor: 0 })).toBe(root)
  })

  it('is live for thread 0 too', () => {
    expect(isLaneLive(claim(create(), 0))).toBe(true)
  })

  it('is the next thread’s where one was killed between the claim of the page and that of the lane', () => {
    const arena = create()
    const page = arena.claimPage() as Page
    expect(takeRetiredLane(arena, { thread: 4, ancestor: 0 })).toBe(page)
    expect(takeRetiredLane(arena, { thread: 5, ancestor: 0 })).toBeUndefined()
  })

  it('tells readers to look again when it is settled', () => {
    const arena = create()
    const before = logVersion(arena)
    claim(arena, 1)
    expect(logVersion(arena)).not.toBe(before)
  })

  it('is not to be had in a full arena', () => {
    const arena = create()
    fillArena({ arena })
    expect(claimLane(arena, { thread: 1, ancestor: 0 })).toBeUndefined()
  })
})

describe('retiring a thread', () => {
  /** Threads by number, each with its nearest importing ancestor. */
  function lanesOf(ancestors: Readonly<Record<number, number>>): { readonly arena: Arena; living(): number[] } {
    const arena = createPlainArena()
    const roots = Object.entries(ancestors).map(([thread, ancestor]) => claim(arena, Number(thread), ancestor))
    return { arena, living: () => roots.filter(isLaneLive).map(laneThread) }
  }

  it('retires it and the whole branch below it, and nobody else', () => {
    const { arena, living } = lanesOf({ 0: 0, 1: 0, 2: 1, 3: 2, 4: 0, 5: 4 })
    const before = arena.words[HEADER_LANE_VERSION] as number
    retireLanes(arena, 1)
    expect(living()).toEqual([0, 4, 5])
    expect(arena.words[HEADER_LANE_VERSION]).toBe(before + 1)
  })

  it('finds the branch whichever of its lanes was made first', () => {
    const { arena, living } = lanesOf({ 1: 2, 2: 3, 3: 4, 4: 0, 9: 0 })
    retireLanes(arena, 4)
    expect(living()).toEqual([9])
  })

  it('reaches below a thread that recorded nothing itself', () => {
    const { arena, living } = lanesOf({ 0: 0, 7: 6, 8: 0 })
    retireLanes(arena, 6)
    expect(living()).toEqual([0, 8])
  })

  it('retires every lane of a thread that has several', () => {
    const arena = createPlainArena()
    const roots = [claim(arena, 1), claim(arena, 2), claim(arena, 1)]
    retireLanes(arena, 1)
    expect(roots.map(isLaneLive)).toEqual([false, true, false])
  })

  it('changes nothing for a thread that nobody knows, and may come twice', () => {
    const { arena, living } = lanesOf({ 0: 0, 1: 0 })
    retireLanes(arena, 99)
    expect(living()).toEqual([0, 1])
    retireLanes(arena, 1)
    retireLanes(arena, 1)
    expect(living()).toEqual([0])
  })
})

describe('the lane of an ended thread', () => {
  it('is taken by one thread only, the oldest first, and is the taker’s once it is settled', () => {
    const arena = createPlainArena()
    const roots = [claim(arena, 1), claim(arena, 2), claim(arena, 3)]
    for (const thread of [2, 1]) retireLanes(arena, thread)
    const taken = takeRetiredLane(arena, { thread: 7, ancestor: 4 })
    expect(taken).toBe(roots[0])
    // Until then it still says what the dead thread said, and is as dead.
    expect(isLaneLive(taken as Page)).toBe(false)
    expect(laneThread(taken as Page)).toBe(1)
    expect(takeRetiredLane(arena, { thread: 8, ancestor: 0 })).toBe(roots[1])
    expect(takeRetiredLane(arena, { thread: 9, ancestor: 0 })).toBeUndefined()

    const before = arena.words[HEADER_LANE_VERSION] as number
    settleLane(arena, taken as Page, { thread: 7, ancestor: 4 })
    expect(isLaneLive(taken as Page)).toBe(true)
    expect(laneThread(taken as Page)).toBe(7)
    expect(taken?.words[ROW_ANCESTOR]).toBe(4)
    expect(arena.words[HEADER_LANE_VERSION]).toBe(before + 1)
  })

  it('is free again when its taker ends before it is settled', () => {
    const arena = createPlainArena()
    const root = claim(arena, 1)
    retireLanes(arena, 1)
    for (const taker of [0, 7]) {
      expect(takeRetiredLane(arena, { thread: taker, ancestor: 0 })).toBe(root)
      retireLanes(arena, 99)
      expect(takeRetiredLane(arena, { thread: 8, ancestor: 0 })).toBeUndefined()
      retireLanes(arena, taker)
      expect(root.words[ROW_STATE]).toBe(LANE_IS_RETIRED)
    }
  })

  it('is not there while its thread lives', () => {
    const arena = createPlainArena()
    claim(arena, 1)
    expect(takeRetiredLane(arena, { thread: 2, ancestor: 0 })).toBeUndefined()
  })
})
