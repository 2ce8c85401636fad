/** Headers in and out: every case of the W3C suite, hostile ones, B3. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractScope, injectHeaders } from '../../src/context/propagation.js'
import { deriveScope } from '../../src/context/scope.js'
import { parseTraceparent, parseTracestate } from '../../src/context/traceparent.js'

const TRACE = '12345678901234567890123456789012'
const SPAN = '1234567890123456'
const VALID = `00-${TRACE}-${SPAN}-01`

describe('traceparent', () => {
  it.each([
    ['version 00', VALID, 1],
    ['not sampled', `00-${TRACE}-${SPAN}-00`, 0],
    ['random flag', `00-${TRACE}-${SPAN}-03`, 3],
    ['unknown flags', `00-${TRACE}-${SPAN}-fd`, 1],
    ['a future version', `cc-${TRACE}-${SPAN}-01`, 1],
    ['a future version with more', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, 1],
    ['a future version with an empty rest', `cc-${TRACE}-${SPAN}-01-`, 1],
    ['white space around it', `\t ${VALID} \t`, 1],
  ])('is taken: %s', (_, header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true })
  })

  it.each([
    ['empty', ''],
    ['version 00 with trailing data', `${VALID}-what`],
    ['version 00 with a trailing dash', `${VALID}-`],
    ['version 00 with a dot', `${VALID}.`],
    ['a future version with a dot', `cc-${TRACE}-${SPAN}-01.what`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['an illegal version', `.0-${TRACE}-${SPAN}-01`],
    ['another illegal version', `0.-${TRACE}-${SPAN}-01`],
    ['a long version', `000-${TRACE}-${SPAN}-01`],
    ['a short version', `0-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['an illegal trace id', `00-.${TRACE.slice(1)}-${SPAN}-01`],
    ['a trace id in capitals', `00-${'A'.repeat(32)}-${SPAN}-01`],
    ['a long trace id', `00-${TRACE}3-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['an illegal parent id', `00-${TRACE}-.${SPAN.slice(1)}-01`],
    ['a long parent id', `00-${TRACE}-${SPAN}7-01`],
    ['a short parent id', `00-${TRACE}-${SPAN.slice(1)}-01`],
    ['illegal flags', `00-${TRACE}-${SPAN}-.0`],
    ['illegal flags after a digit', `00-${TRACE}-${SPAN}-0.`],
    ['long flags', `00-${TRACE}-${SPAN}-001`],
    ['short flags', `00-${TRACE}-${SPAN}-1`],
    ['two joined', `${VALID},${VALID}`],
    ['1 MB', 'a'.repeat(1 << 20)],
    ['what is not ASCII', `00-${TRACE}-${SPAN}-０１`],
  ])('is refused: %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined()
  })
})

describe('tracestate', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=1`).join(',')

  it.each([
    ['one member', ['foo=1'], 'foo=1'],
    ['several headers in their order', ['foo=1', 'bar=2', 'baz=3'], 'foo=1,bar=2,baz=3'],
    ['empty headers between', ['foo=1', '', 'bar=2'], 'foo=1,bar=2'],
    ['empty members', ['foo=1,,bar=2,'], 'foo=1,bar=2'],
    ['white space', ['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'],
    ['a space in front of a value', ['foo= 1'], 'foo= 1'],
    ['a duplicated key: the first counts', ['foo=1,foo=2'], 'foo=1'],
    ['all allowed characters in a key', ['abcdefghijklmnopqrstuvwxyz0123456789_-*/@x=1'], 'abcdefghijklmnopqrstuvwxyz0123456789_-*/@x=1'],
    ['a key that begins with a digit', ['0a=1'], '0a=1'],
    ['a vendor format', ['foo@=1,bar@x=2,foo@@bar=3'], 'foo@=1,bar@x=2,foo@@bar=3'],
    ['32 members', [many(32)], many(32)],
    ['a key of 256 characters', [`${'z'.repeat(256)}=1`], `${'z'.repeat(256)}=1`],
    ['a value of 256 characters', [`a=${'z'.repeat(256)}`], `a=${'z'.repeat(256)}`],
  ])('is taken: %s', (_, headers, expected) => {
    expect(parseTracestate(headers)).toBe(expected)
  })

  it.each([
    ['nothing', []],
    ['an empty header', ['']],
    ['a space in a key', ['foo =1']],
    ['capitals in a key', ['FOO=1']],
    ['a dot in a key', ['foo.bar=1']],
    ['a vendor without a tenant', ['@foo=1']],
    ['a key of 257 characters', [`${'z'.repeat(257)}=1`]],
    ['a value of 257 characters', [`a=${'z'.repeat(257)}`]],
    ['33 members', [many(33)]],
    ['33 members in two headers', [many(32), 'foo=1']],
    ['two equals signs', ['foo=bar=baz']],
    ['an empty value', ['foo=']],
    ['no equals sign', ['foo']],
    ['no key', ['=1']],
    ['a line end', ['foo=1\r\nset-cookie: x']],
    ['1 MB', ['a=1,'.repeat(1 << 18)]],
  ])('is dropped: %s', (_, headers) => {
    expect(parseTracestate(headers)).toBeUndefined()
  })
})

describe('headers', () => {
  const context = { traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true }

  it.each<[string, Record<string, unknown>, object | undefined]>([
    ['both missing', {}, undefined],
    ['tracestate without traceparent', { tracestate: 'foo=1' }, undefined],
    ['tracestate beside a faulty traceparent', { traceparent: 'x', tracestate: 'foo=1' }, undefined],
    ['traceparent only', { traceparent: VALID }, context],
    ['both', { traceparent: VALID, tracestate: 'foo=1,bar=2' }, { ...context, traceState: 'foo=1,bar=2' }],
    ['several tracestates', { traceparent: VALID, tracestate: ['foo=1', 'bar=2'] }, { ...context, traceState: 'foo=1,bar=2' }],
    ['an illegal tracestate', { traceparent: VALID, tracestate: 'foo=' }, context],
    ['a duplicated traceparent', { traceparent: [VALID, VALID] }, undefined],
    ['capitals in the names', { TraceParent: VALID, TraceState: 'foo=1' }, { ...context, traceState: 'foo=1' }],
    ['a wrong name', { 'trace-parent': VALID, 'trace.parent': VALID }, undefined],
    ['a number', { traceparent: 7 }, undefined],
    ['null', { traceparent: null }, undefined],
  ])('give a span context: %s', (_, headers, expected) => {
    expect(extractScope(headers).spanContext).toEqual(expected)
  })

  it('may come as Headers and as a map', () => {
    const headers = new Headers({ TRACEPARENT: VALID, 'X-Correlation-Id': 'order-7', baggage: 'user=ann' })
    for (const source of [headers, new Map(headers)]) {
      const scope = extractScope(source)
      expect(scope.spanContext).toEqual(context)
      expect(scope.correlationId).toBe('order-7')
      expect(scope.baggage).toEqual(new Map([['user', { value: 'ann' }]]))
    }
  })

  it.each([
    ['a line end', 'a\r\nb'],
    ['a space', 'a b'],
    ['nothing', ''],
    ['129 characters', 'x'.repeat(129)],
    ['what is not ASCII', 'é'],
  ])('give no correlation id: %s', (_, id) => {
    expect(extractScope({ 'x-correlation-id': id }).correlationId).toBeUndefined()
  })

  it('that throw when read are absent', () => {
    const hostile = {
      get traceparent(): string {
        throw new Error('meant')
      },
    }
    const proxy = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('meant')
        },
      },
    )
    for (const headers of [hostile, proxy, null, undefined, 'text', 7]) {
      expect(extractScope(headers as Record<string, unknown>)).toEqual({
        spanContext: undefined,
        correlationId: undefined,
        baggage: undefined,
      })
    }
  })

  it('never throw, whatever they hold', () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.anything())
    const headers = fc.record({ traceparent: value, tracestate: value, baggage: value, b3: value, 'x-correlation-id': value })
    fc.assert(fc.property(headers, (one) => void extractScope(one, { formats: ['w3c', 'b3'] })))
  })

  it('go out as they came in', () => {
    const headers = { traceparent: VALID, tracestate: 'foo=1', baggage: 'user=ann%20lee;secret', 'x-correlation-id': 'order-7' }
    expect(injectHeaders({}, extractScope(headers))).toEqual(headers)
  })

  it('hold no tracestate that came from elsewhere and is none', () => {
    const scope = deriveScope({ spanContext: { traceId: TRACE, spanId: SPAN, traceFlags: 1, traceState: 'a=1\r\nx: y' } })
    expect(injectHeaders({}, scope)).toEqual({ traceparent: VALID })
  })
})

describe('b3', () => {
  const b3 = (headers: Record<string, unknown>): object | undefined => extractScope(headers, { formats: ['w3c', 'b3'] }).spanContext

  it.each<[string, Record<string, unknown>, number]>([
    ['single', { b3: `${TRACE}-${SPAN}-1` }, 1],
    ['single with a parent', { b3: `${TRACE}-${SPAN}-1-${SPAN}` }, 1],
    ['single, debug', { b3: `${TRACE}-${SPAN}-d` }, 1],
    ['single, undecided', { b3: `${TRACE}-${SPAN}` }, 0],
    ['several', { 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-Sampled': '1' }, 1],
    ['several, debug', { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-flags': '1' }, 1],
    ['several, not sampled', { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '0' }, 0],
  ])('is read: %s', (_, headers, traceFlags) => {
    expect(b3(headers)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true })
  })

  it('fills up short trace ids', () => {
    expect(b3({ b3: `${SPAN}-${SPAN}-1` })).toMatchObject({ traceId: `${'0'.repeat(16)}${SPAN}` })
  })

  it.each([['0'], ['x-y-1'], [`${TRACE}-`], ['-'.repeat(1 << 20)], ['']])('is refused: %j', (header) => {
    expect(b3({ b3: header.slice(0, 2_000_000) })).toBeUndefined()
  })

  it('is written when asked for, and not read when it is not', () => {
    const scope = extractScope({ traceparent: VALID })
    expect(injectHeaders({ formats: ['b3'] }, scope)).toEqual({ b3: `${TRACE}-${SPAN}-1` })
    expect(extractScope({ b3: `${TRACE}-${SPAN}-1` }).spanContext).toBeUndefined()
  })
})
