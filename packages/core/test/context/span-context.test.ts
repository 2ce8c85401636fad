import { describe, expect, it } from 'vitest'
import { createSpanId, createTraceId } from '../../src/context/ids.js'
import { isSampled, isSpanId, isTraceId, type SpanContext, toSpanContext } from '../../src/context/span-context.js'
import { TOUCHY_OBJECTS } from '../support/hostile-values.js'

const VALID: SpanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }

describe('ids of a span context', () => {
  it('are those that are made here', () => {
    expect([isTraceId(createTraceId()), isSpanId(createSpanId())]).toEqual([true, true])
    expect([isTraceId(createSpanId()), isSpanId(createTraceId())]).toEqual([false, false])
  })
})

describe('a span context out of a value', () => {
  it('is an immutable copy of its fields, and of nothing else', () => {
    const span = { ...VALID, traceState: 'a=1', isRemote: true, end: () => {}, attributes: {} }
    const copy = toSpanContext(span)
    expect(copy).toEqual({ ...VALID, traceState: 'a=1', isRemote: true })
    expect(copy).not.toBe(span)
    expect(Object.isFrozen(copy)).toBe(true)
    expect(Object.keys(toSpanContext(VALID) as object)).toEqual(['traceId', 'spanId', 'traceFlags'])
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'b7ad6b7169203331'],
    ['an upper-case trace id', { ...VALID, traceId: VALID.traceId.toUpperCase() }],
    ['a trace id of zeros', { ...VALID, traceId: '0'.repeat(32) }],
    ['a short trace id', { ...VALID, traceId: VALID.traceId.slice(1) }],
    ['a long span id', { ...VALID, spanId: `${VALID.spanId}0` }],
    ['a span id of zeros', { ...VALID, spanId: '0'.repeat(16) }],
    ['no flags', { traceId: VALID.traceId, spanId: VALID.spanId }],
    ['flags of nine bits', { ...VALID, traceFlags: 256 }],
    ['negative flags', { ...VALID, traceFlags: -1 }],
    ['half a flag', { ...VALID, traceFlags: 0.5 }],
    ['flags as text', { ...VALID, traceFlags: '01' }],
  ])('is none: %s', (_name, value) => {
    expect(toSpanContext(value)).toBeUndefined()
  })

  it('leaves out what is of another type than it should be', () => {
    expect(toSpanContext({ ...VALID, traceState: {}, isRemote: 1 })).toEqual(VALID)
  })

  it.each(TOUCHY_OBJECTS.filter(([name]) => !name.includes('proxy')))('looks into nothing: %s', (_name, value) => {
    expect(toSpanContext(value)).toBeUndefined()
    expect(toSpanContext({ ...VALID, traceId: value })).toBeUndefined()
  })

  it('is sampled when the lowest flag says so', () => {
    expect([0, 1, 2, 3, 255].map((traceFlags) => isSampled({ ...VALID, traceFlags }))).toEqual([false, true, false, true, true])
  })
})
