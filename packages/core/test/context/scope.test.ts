import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createSpanId, createTraceId } from '../../src/context/ids.js'
import {
  activeScope,
  activeSpanContext,
  deriveScope,
  onFirstScope,
  runInScope,
  type Scope,
  withSpanContext,
} from '../../src/context/scope.js'
import type { SpanContext } from '../../src/context/span-context.js'

const createSpan = (): SpanContext => ({ traceId: createTraceId(), spanId: createSpanId(), traceFlags: 1 })
const NOTHING: Scope = { spanContext: undefined, correlationId: undefined, baggage: undefined }
const scopeOf = (correlationId: string): Scope => deriveScope({ correlationId })
const activeId = (): string | undefined => activeScope().correlationId

describe('the active scope', () => {
  it('is an empty one where none was entered', () => {
    expect(activeScope()).toEqual(NOTHING)
    expect(activeSpanContext()).toBeUndefined()
    expect(Object.isFrozen(activeScope())).toBe(true)
  })

  it('is the one that was entered, and afterwards the one before', () => {
    const outer = scopeOf('outer')
    const answer = runInScope(outer, () => {
      expect(activeScope()).toBe(outer)
      runInScope(scopeOf('inner'), () => expect(activeId()).toBe('inner'))
      expect(activeScope()).toBe(outer)
      return 42
    })
    expect(answer).toBe(42)
    expect(activeScope()).toEqual(NOTHING)
  })

  it('is left when the function throws, which is passed on', () => {
    const error = new Error('meant')
    expect(() =>
      runInScope(scopeOf('x'), () => {
        throw error
      }),
    ).toThrow(error)
    expect(activeScope()).toEqual(NOTHING)
  })

  it('follows promises, timers, ticks and emitters, each piece of work its own', async () => {
    const work = async (id: string): Promise<(string | undefined)[]> => {
      const seen = [activeId()]
      await null
      seen.push(activeId())
      await new Promise<void>((resolve) => setTimeout(() => resolve(void seen.push(activeId())), 1))
      await new Promise<void>((resolve) => setImmediate(() => resolve(void seen.push(activeId()))))
      await new Promise<void>((resolve) => process.nextTick(() => resolve(void seen.push(activeId()))))
      const emitter = new EventEmitter().on('x', () => seen.push(activeId()))
      emitter.emit('x')
      await Promise.all([1, 2].map(async () => void seen.push(activeId())))
      return seen.map((one) => (one === id ? 'own' : one))
    }
    const ids = Array.from({ length: 50 }, (_, i) => `work ${i}`)
    const seen = await Promise.all(ids.map((id) => runInScope(scopeOf(id), () => work(id))))
    expect(seen).toEqual(ids.map(() => Array.from({ length: 8 }, () => 'own')))
    expect(activeId()).toBeUndefined()
  })
})

describe('a derived scope', () => {
  it('has what was given and the rest of the active one, and is immutable', () => {
    const spanContext = createSpan()
    const baggage = new Map([['k', { value: 'v' }]])
    runInScope(deriveScope({ correlationId: 'c', baggage }), () => {
      const derived = deriveScope({ spanContext })
      expect(derived).toEqual({ spanContext, correlationId: 'c', baggage })
      expect(Object.isFrozen(derived)).toBe(true)
      expect(deriveScope({ baggage: undefined })).toEqual({ ...NOTHING, correlationId: 'c' })
      expect(activeScope().spanContext).toBeUndefined()
    })
  })
})

describe('a span context', () => {
  it('is active with the rest of the scope as it was', () => {
    const span = createSpan()
    runInScope(scopeOf('c'), () => {
      withSpanContext(span, () => {
        expect(activeSpanContext()).toEqual(span)
        expect(activeId()).toBe('c')
        withSpanContext(undefined, () => expect(activeSpanContext()).toBeUndefined())
        expect(activeSpanContext()).toEqual(span)
      })
      expect(activeSpanContext()).toBeUndefined()
    })
  })

  it('is none when it is not valid', () => {
    expect(withSpanContext({ ...createSpan(), traceId: 'x"} 1\n' }, activeSpanContext)).toBeUndefined()
  })

  it('keeps nothing of the object it came from', () => {
    const span = { ...createSpan(), attributes: new Array(10) }
    withSpanContext(span, () => expect(activeSpanContext()).not.toHaveProperty('attributes'))
  })
})

describe('the first scope', () => {
  it('was entered here: who asks later is told at once', () => {
    runInScope(activeScope(), () => {})
    let calls = 0
    onFirstScope(() => calls++)
    expect(calls).toBe(1)
    runInScope(scopeOf('x'), () => {})
    expect(calls).toBe(1)
  })
})
