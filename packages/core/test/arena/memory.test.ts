import { afterEach, describe, expect, it, vi } from 'vitest'
import { HEAD_BYTES, HEAD_PAGES, MAX_PAGES, OWNERS_BYTE_OFFSET, PAGE_BYTES } from '../../src/arena/layout.js'
import { createPlainMemory, createSharedMemory, openSharedMemory } from '../../src/arena/memory.js'
import { hasSharedMemory } from '../support/memories.js'

describe('plain memory', () => {
  it('makes a page when it is first asked for, and the same one ever after', () => {
    const memory = createPlainMemory()
    const before = memory.sizeBytes()
    const place = memory.locate(HEAD_PAGES + 3)
    expect(place?.byteOffset).toBe(0)
    expect(place?.buffer.byteLength).toBe(PAGE_BYTES)
    expect(memory.locate(HEAD_PAGES + 3)?.buffer).toBe(place?.buffer)
    expect(memory.sizeBytes()).toBe(before + PAGE_BYTES)
    expect(memory.shared).toBeUndefined()
  })

  it('has an owner table for all its pages', () => {
    const { head, maxPages } = createPlainMemory()
    expect(head.byteLength).toBe(OWNERS_BYTE_OFFSET + maxPages * 4)
  })
})

describe('shared memory', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is there exactly where the host has it', () => {
    expect(createSharedMemory() !== undefined).toBe(hasSharedMemory)
  })

  it('is not used where it cannot grow', () => {
    class FixedSharedArrayBuffer {}
    vi.stubGlobal('SharedArrayBuffer', FixedSharedArrayBuffer)
    expect(createSharedMemory()).toBeUndefined()
  })

  it('is reserved in smaller sizes where address space is short, and given up where there is none', () => {
    const asked: number[] = []
    let mostBytes = 2 ** 30
    class ScarceSharedArrayBuffer {
      readonly byteLength: number
      readonly maxByteLength: number
      constructor(byteLength: number, { maxByteLength }: { readonly maxByteLength: number }) {
        asked.push(maxByteLength)
        if (maxByteLength > mostBytes) throw new RangeError('Array buffer allocation failed')
        this.byteLength = byteLength
        this.maxByteLength = maxByteLength
      }
      get growable(): boolean {
        return true
      }
    }
    vi.stubGlobal('SharedArrayBuffer', ScarceSharedArrayBuffer)
    expect(createSharedMemory()?.maxPages).toBe(2 ** 30 / PAGE_BYTES)
    expect(asked).toEqual([2 ** 32, 2 ** 30])
    mostBytes = 0
    expect(createSharedMemory()).toBeUndefined()
    expect(asked.slice(2)).toEqual([2 ** 32, 2 ** 30, 2 ** 28])
  })

  it('places pages one after the other, growing the buffer as far as they need', () => {
    const memory = createSharedMemory()
    if (!memory?.shared) return
    expect(memory.maxPages).toBeLessThanOrEqual(MAX_PAGES)
    expect(memory.head).toBe(memory.shared)
    expect(memory.locate(HEAD_PAGES)).toEqual({ buffer: memory.shared, byteOffset: HEAD_BYTES })
    const far = 100
    expect(memory.locate(far)).toEqual({ buffer: memory.shared, byteOffset: far * PAGE_BYTES })
    expect(memory.sizeBytes()).toBe(memory.shared.byteLength)
    expect(memory.shared.byteLength).toBeGreaterThanOrEqual((far + 1) * PAGE_BYTES)
  })

  it('has no page where the buffer cannot grow that far', () => {
    if (!hasSharedMemory) return
    const memory = openSharedMemory(new SharedArrayBuffer(HEAD_BYTES, { maxByteLength: HEAD_BYTES + 3 * PAGE_BYTES }))
    expect(memory.maxPages).toBe(HEAD_PAGES + 3)
    expect(memory.locate(HEAD_PAGES + 2)?.byteOffset).toBe(HEAD_BYTES + 2 * PAGE_BYTES)
    expect(memory.locate(HEAD_PAGES + 3)).toBeUndefined()
  })
})
