import { afterEach, describe, expect, it, vi } from 'vitest'

type Ids = typeof import('../../src/context/ids.js')

/** The module with an empty pool. */
async function load(): Promise<Ids> {
  vi.resetModules()
  return import('../../src/context/ids.js')
}

afterEach(() => vi.unstubAllGlobals())

describe('ids', () => {
  it('are lower-case hexadecimal digits, and all different', async () => {
    const { createSpanId, createTraceId } = await load()
    const ids = Array.from({ length: 5_000 }, () => [createTraceId(), createSpanId()] as const)
    for (const [traceId, spanId] of ids) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/)
      expect(spanId).toMatch(/^[0-9a-f]{16}$/)
    }
    expect(new Set(ids.flat()).size).toBe(10_000)
  })

  it('use every digit at every place', async () => {
    const { createTraceId } = await load()
    const seen = Array.from({ length: 32 }, () => new Set<string>())
    for (let i = 0; i < 2_000; i++) for (const [place, digit] of [...createTraceId()].entries()) seen[place]?.add(digit)
    expect(seen.map(({ size }) => size)).toEqual(Array.from({ length: 32 }, () => 16))
  })

  it('are the random bytes, in order', async () => {
    vi.stubGlobal('crypto', { getRandomValues: (into: Uint8Array) => into.set(into.map((_, i) => i)) })
    const { createSpanId, createTraceId } = await load()
    expect(createSpanId()).toBe('0001020304050607')
    expect(createTraceId()).toBe('08090a0b0c0d0e0f1011121314151617')
  })

  it('are never all 0: such bytes are passed over', async () => {
    vi.stubGlobal('crypto', { getRandomValues: (into: Uint8Array) => into.fill(0).fill(7, 24) })
    const { createSpanId, createTraceId } = await load()
    expect(createSpanId()).toBe('0707070707070707')
    vi.stubGlobal('crypto', { getRandomValues: (into: Uint8Array) => into.fill(0).fill(7, 24) })
    expect((await load()).createTraceId()).toBe('00000000000000000707070707070707')
    expect(createTraceId()).toBe('07070707070707070707070707070707')
  })

  it('come where there is no crypto as well', async () => {
    vi.stubGlobal('crypto', undefined)
    const { createSpanId } = await load()
    expect(new Set(Array.from({ length: 1_000 }, createSpanId)).size).toBe(1_000)
  })
})
