import { describe, expect, it } from 'vitest'
import { createSpanId, createTraceId } from '../../src/context/ids.js'
import { runInScope, withSpanContext } from '../../src/context/scope.js'
import type { SpanContext } from '../../src/context/span-context.js'
import type { UpdateOptions } from '../../src/instruments/types.js'
import type { Exemplar, ExemplarLabels, SpanReference } from '../../src/model/exemplars.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import { exemplarCells } from '../../src/series/exemplar-place.js'
import { type NamedValue, TOUCHY_OBJECTS } from '../support/hostile-values.js'
import { createPrivateRegistry, fillArena } from '../support/private-registry.js'
import { findFamily } from '../support/snapshot-reading.js'

const createSpan = (traceFlags = 1): SpanContext => ({ traceId: createTraceId(), spanId: createSpanId(), traceFlags })

/** The labels of an exemplar as an object, with its value. */
const shown = (exemplar: Exemplar | undefined): object | undefined =>
  exemplar && { ...Object.fromEntries(exemplar.labels.names.map((name, i) => [name, exemplar.labels.values[i]])), value: exemplar.value }
const ofCounter = (snapshot: Snapshot, name: string, slot = 0): object | undefined =>
  shown(findFamily(snapshot, name, 'counter').exemplars?.at(slot, 0))
const ofHistogram = (snapshot: Snapshot, name: string, bucket: number, slot = 0): object | undefined =>
  shown(findFamily(snapshot, name, 'histogram').exemplars?.at(slot, bucket))

describe('an exemplar given by hand', () => {
  it('is recorded with what was added, by bound and by labelled calls', () => {
    const { registry, clock } = createPrivateRegistry()
    const bare = registry.counter({ name: 'bare_total' })
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    bare.inc(3, { exemplar: { trace_id: 'abc' } })
    counter.inc({ a: 'x' })
    counter.inc({ a: 'y' }, 5, { exemplar: { order: 17 } })
    counter.with({ a: 'z' }).inc(undefined, { exemplar: { trace_id: 'def', n: 1 } })
    const snapshot = registry.gather()
    expect(ofCounter(snapshot, 'bare_total')).toEqual({ trace_id: 'abc', value: 3 })
    expect([0, 1, 2].map((slot) => ofCounter(snapshot, 'c_total', slot))).toEqual([
      undefined,
      { order: '17', value: 5 },
      { trace_id: 'def', n: '1', value: 1 },
    ])
    expect(findFamily(snapshot, 'bare_total', 'counter').exemplars?.at(0, 0)?.atMillis).toBe(clock.wallMillis())
    expect([bare.get(), counter.get({ a: 'y' }), counter.get({ a: 'z' })]).toEqual([3, 5, 1])
  })

  it('is recorded in the bucket of what was observed', () => {
    const { registry } = createPrivateRegistry()
    const bare = registry.histogram({ name: 'bare', buckets: [1, 2] })
    const labelled = registry.histogram({ name: 'h', buckets: [1, 2], labels: ['a'] })
    for (const value of [0.5, 2, 100]) bare.observe(value, { exemplar: { n: value } })
    labelled.observe({ a: 'x' }, 1.5, { exemplar: { by: 'labels' } })
    labelled.with({ a: 'y' }).observe(-Infinity, { exemplar: { by: 'handle' } })
    const snapshot = registry.gather()
    expect([0, 1, 2].map((bucket) => ofHistogram(snapshot, 'bare', bucket))).toEqual([
      { n: '0.5', value: 0.5 },
      { n: '2', value: 2 },
      { n: '100', value: 100 },
    ])
    expect(ofHistogram(snapshot, 'h', 1, 0)).toEqual({ by: 'labels', value: 1.5 })
    expect(ofHistogram(snapshot, 'h', 0, 1)).toEqual({ by: 'handle', value: -Infinity })
    expect(bare.get()).toEqual({ count: 3, sum: 102.5 })
  })

  it('keeps its distance to the one before, in each bucket by itself, and a snapshot keeps its own', () => {
    const { registry, advanceSeconds } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', buckets: [1] })
    const record = (n: number): void => {
      histogram.observe(0.5, { exemplar: { n } })
      histogram.observe(2, { exemplar: { n: n * 10 } })
    }
    record(1)
    record(2)
    advanceSeconds(0.999)
    record(3)
    const before = registry.gather()
    expect([ofHistogram(before, 'h', 0), ofHistogram(before, 'h', 1)]).toEqual([
      { n: '1', value: 0.5 },
      { n: '10', value: 2 },
    ])
    advanceSeconds(0.001)
    record(4)
    record(5)
    const after = registry.gather()
    expect([ofHistogram(after, 'h', 0), ofHistogram(after, 'h', 1)]).toEqual([
      { n: '4', value: 0.5 },
      { n: '40', value: 2 },
    ])
    expect(ofHistogram(before, 'h', 0)).toEqual({ n: '1', value: 0.5 })
    expect(histogram.get().count).toBe(10)
  })

  it.each([
    [0, ['1', '2', '3']],
    [5_000, ['1', '1', '3']],
  ])('keeps the distance of %i ms that the registry asks for', (intervalMillis, expected) => {
    const { registry, advanceSeconds } = createPrivateRegistry({ exemplars: { intervalMillis } })
    const counter = registry.counter({ name: 'c_total' })
    const seen = [1, 2, 3].map((n) => {
      counter.inc(1, { exemplar: { n } })
      advanceSeconds(n === 1 ? 4 : 1)
      return findFamily(registry.gather(), 'c_total', 'counter').exemplars?.at(0, 0)?.labels.values[0]
    })
    expect(seen).toEqual(expected)
  })

  it('may be long after a short one, and short after a long one', () => {
    const { registry } = createPrivateRegistry({ exemplars: { intervalMillis: 0 } })
    const counter = registry.counter({ name: 'c_total' })
    for (const text of ['short', '\u{1f680}'.repeat(120), 'y', 'x'.repeat(127)]) {
      counter.inc(1, { exemplar: { a: text } })
      expect(ofCounter(registry.gather(), 'c_total')).toEqual({ a: text, value: 1 })
    }
  })

  it('takes memory when it comes, and none before', () => {
    const { registry, seat } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const next = (): number => seat.allocateCells(1) as number
    counter.inc({ a: 'x' })
    const before = next()
    counter.inc({ a: 'y' })
    expect(next() - before).toBe(2)
    counter.inc({ a: 'y' }, 1, { exemplar: { a: 1 } })
    expect(next() - before).toBe(3 + exemplarCells(TRACE_TEXT_BYTES))
    counter.inc({ a: 'y' }, 1, { exemplar: { a: 2 } })
    expect(next() - before).toBe(4 + exemplarCells(TRACE_TEXT_BYTES))
  })

  it('is not recorded for an update that is dropped', () => {
    const { registry, drops } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(Number.NaN, { exemplar: { a: 1 } })
    expect(findFamily(registry.gather(), 'c_total', 'counter').exemplars).toBeUndefined()
    expect(drops()).toEqual({ 'c_total bad_value': 1 })
  })

  it.each<NamedValue>([
    ['129 code points', { a: 'x'.repeat(128) }],
    ['a reserved name', { __name__: 'x' }],
    ['a name that is none', { 'a"} 1\nfake_total 2': 'x' }],
    ['ten million characters', { a: 'x'.repeat(1e7) }],
    ['no object', 5],
    ['an object as value', { a: {} }],
    ...TOUCHY_OBJECTS.filter(([name]) => !['in toString', 'in getters'].some((part) => name.includes(part))),
  ])('that is bad is dropped and counted, every one, and the update is not: %s', (_name, exemplar) => {
    const { registry, drops, problems } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    const histogram = registry.histogram({ name: 'h', labels: ['a'] })
    counter.inc(2, { exemplar: { good: 1 } })
    counter.inc(3, { exemplar: exemplar as ExemplarLabels })
    counter.inc(4, { exemplar: exemplar as ExemplarLabels })
    histogram.observe({ a: 'x' }, 1, { exemplar: exemplar as ExemplarLabels })
    expect([counter.get(), histogram.get({ a: 'x' })]).toEqual([9, { count: 1, sum: 1 }])
    expect(drops()).toEqual({ 'c_total bad_exemplar': 2, 'h bad_exemplar': 1 })
    expect(problems.map(({ kind, metric }) => [kind, metric])).toEqual([
      ['bad_exemplar', 'c_total'],
      ['bad_exemplar', 'h'],
    ])
    for (const { message } of problems)
      expect(message).toMatch(/^metric "(c_total|h)": exemplar: .*; the exemplar is dropped, the update is not$/)
    expect(ofCounter(registry.gather(), 'c_total')).toEqual({ good: '1', value: 2 })
    expect(ofHistogram(registry.gather(), 'h', 0)).toBeUndefined()
  })

  it.each<NamedValue>([
    ['a number', 5],
    ['a text', 'x'],
    ['a getter that throws', Object.defineProperty({}, 'exemplar', { get: () => expect.unreachable() })],
    ...TOUCHY_OBJECTS.filter(([name]) => name.includes('proxy of an')),
  ])('in options that are none is dropped and counted: %s', (_name, options) => {
    const { registry, drops } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc(2, options as UpdateOptions)
    expect(counter.get()).toBe(2)
    expect(drops()).toEqual({ 'c_total bad_exemplar': 1 })
  })

  it.each([[undefined], [null], [{}], [{ exemplar: undefined }], [{ exemplar: null }]])('is none: %j', (options) => {
    const { registry, drops } = createPrivateRegistry()
    registry.counter({ name: 'c_total' }).inc(2, options as UpdateOptions)
    expect(findFamily(registry.gather(), 'c_total', 'counter').exemplars).toBeUndefined()
    expect(drops()).toEqual({})
  })

  it('that is bad throws in a strict registry, when the update was recorded', () => {
    const { registry } = createPrivateRegistry({ strict: true })
    const counter = registry.counter({ name: 'c_total' })
    expect(() => counter.inc(2, { exemplar: { le: 'x' } })).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining('metric "c_total": exemplar: its label names must be'),
      }),
    )
    expect(counter.get()).toBe(2)
  })

  it('finds no room in a full arena: the update counts', () => {
    const { registry, seat, drops, problems } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    counter.inc()
    registry
      .counter({
        name: 'telltale_dropped_updates_total',
        help: 'Updates that were dropped because their data was bad or found no room.',
        labels: ['metric', 'reason'],
      })
      .inc({ metric: 'c_total', reason: 'arena_full' })
    fillArena(seat)
    while (seat.allocateCells(1) !== undefined);
    counter.inc(1, { exemplar: { a: 1 } })
    expect(counter.get()).toBe(2)
    expect(drops()).toEqual({ 'c_total arena_full': 2 })
    expect(problems).toMatchObject([{ kind: 'arena_full', metric: 'c_total' }])
  })
})

describe('an automatic exemplar', () => {
  const label = ({ traceId, spanId }: SpanReference) => ({ trace_id: traceId, span_id: spanId })

  it('points at the active span, when it is sampled', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total', labels: ['a'] })
    const histogram = registry.histogram({ name: 'h', buckets: [1] })
    const span = createSpan()
    counter.inc({ a: 'outside' })
    withSpanContext(createSpan(0), () => counter.inc({ a: 'not sampled' }))
    runInScope({ spanContext: undefined, correlationId: 'c', baggage: undefined }, () => counter.inc({ a: 'no span' }))
    withSpanContext(span, () => {
      counter.inc({ a: 'sampled' }, 4)
      histogram.observe(7)
    })
    const snapshot = registry.gather()
    expect([0, 1, 2, 3].map((slot) => ofCounter(snapshot, 'c_total', slot))).toEqual([
      undefined,
      undefined,
      undefined,
      { ...label(span), value: 4 },
    ])
    expect([0, 1].map((bucket) => ofHistogram(snapshot, 'h', bucket))).toEqual([undefined, { ...label(span), value: 7 }])
  })

  it('is taken where the work ends: timers, and calls that are watched', async () => {
    const { registry } = createPrivateRegistry()
    const histogram = registry.histogram({ name: 'h', buckets: [] })
    const failures = registry.counter({ name: 'failures_total' })
    const span = createSpan()
    await withSpanContext(span, async () => {
      await histogram.time(async () => null)
      await failures.countExceptions(() => Promise.reject(new Error('meant'))).catch(() => {})
    })
    expect(ofHistogram(registry.gather(), 'h', 0)).toMatchObject(label(span))
    expect(ofCounter(registry.gather(), 'failures_total')).toEqual({ ...label(span), value: 1 })
  })

  it('keeps its distance; one given by hand does not wait for it, but it for that', () => {
    const { registry, advanceSeconds } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    const spans = [createSpan(), createSpan(), createSpan()] as const
    const seen = (): object | undefined => ofCounter(registry.gather(), 'c_total')
    withSpanContext(spans[0], () => counter.inc())
    withSpanContext(spans[1], () => counter.inc())
    expect(seen()).toMatchObject(label(spans[0]))
    advanceSeconds(1)
    withSpanContext(spans[1], () => counter.inc())
    expect(seen()).toMatchObject(label(spans[1]))
    advanceSeconds(0.1)
    withSpanContext(spans[1], () => counter.inc(1, { exemplar: { by: 'hand' } }))
    expect(seen()).toEqual({ by: 'hand', value: 1 })
    advanceSeconds(0.9)
    withSpanContext(spans[2], () => counter.inc())
    expect(seen()).toEqual({ by: 'hand', value: 1 })
    advanceSeconds(0.1)
    withSpanContext(spans[2], () => counter.inc())
    expect(seen()).toMatchObject(label(spans[2]))
  })

  it('comes from the source of the registry, if it has one', () => {
    const span = createSpan()
    let active: SpanReference | undefined | null
    const { registry, drops } = createPrivateRegistry({ exemplars: { source: () => active as SpanReference, intervalMillis: 0 } })
    const counter = registry.counter({ name: 'c_total' })
    for (const none of [undefined, null, { ...span, traceFlags: 0 }]) {
      active = none
      withSpanContext(createSpan(), () => counter.inc())
    }
    expect(ofCounter(registry.gather(), 'c_total')).toBeUndefined()
    active = { ...span, traceFlags: 3 }
    counter.inc()
    expect(ofCounter(registry.gather(), 'c_total')).toEqual({ ...label(span), value: 1 })
    expect(drops()).toEqual({})
  })

  it.each<[string, () => unknown]>([
    ['that throws', () => expect.unreachable()],
    ['of nonsense', () => ({ traceId: 'x"} 1\nfake', spanId: createSpanId(), traceFlags: 1 })],
    ['of a span id of zeros', () => ({ ...createSpan(), spanId: '0'.repeat(16) })],
    ['of upper-case ids', () => ({ ...createSpan(), traceId: 'A'.repeat(32) })],
    ['of odd flags', () => ({ ...createSpan(), traceFlags: 1n })],
    ['of touchy fields', () => ({ ...createSpan(), traceId: TOUCHY_OBJECTS[0]?.[1] })],
  ])('from a source %s is dropped and counted', (_name, source) => {
    const { registry, drops } = createPrivateRegistry({ exemplars: { source: source as () => SpanReference } })
    const counter = registry.counter({ name: 'c_total' })
    counter.inc()
    counter.inc()
    expect(counter.get()).toBe(2)
    expect(drops()).toEqual({ 'c_total bad_exemplar': 2 })
    expect(ofCounter(registry.gather(), 'c_total')).toBeUndefined()
  })

  it('is not asked for while a source that records is being asked', () => {
    let calls = 0
    const span = createSpan()
    const { registry } = createPrivateRegistry({
      exemplars: {
        source() {
          calls++
          asked.inc()
          return span
        },
      },
    })
    const asked = registry.counter({ name: 'asked_total' })
    registry.counter({ name: 'c_total' }).inc()
    expect([calls, asked.get()]).toEqual([1, 1])
    expect(ofCounter(registry.gather(), 'c_total')).toMatchObject(label(span))
  })
})

describe('exemplars can be turned off', () => {
  const record = ({ registry }: ReturnType<typeof createPrivateRegistry>, own: { readonly exemplars?: boolean }): boolean[] => {
    const byHand = registry.counter({ name: 'by_hand_total', ...own })
    const automatic = registry.histogram({ name: 'automatic', ...own })
    byHand.inc(1, { exemplar: { a: 1 } })
    byHand.inc(1, { exemplar: { le: 'bad' } })
    withSpanContext(createSpan(), () => automatic.observe(1))
    const snapshot = registry.gather()
    return [
      findFamily(snapshot, 'by_hand_total', 'counter').exemplars !== undefined,
      findFamily(snapshot, 'automatic', 'histogram').exemplars !== undefined,
    ]
  }

  it.each([
    ['left out', {}, {}, true],
    ['true', { exemplars: true }, {}, true],
    ['false', { exemplars: false }, {}, false],
    ['false, but true for the metric', { exemplars: false }, { exemplars: true }, true],
    ['true, but false for the metric', { exemplars: true }, { exemplars: false }, false],
    ['settings', { exemplars: { intervalMillis: 5 } }, {}, true],
    ['settings, but false for the metric', { exemplars: {} }, { exemplars: false }, false],
  ] as const)('by the registry or the metric: %s', (_name, options, own, isOn) => {
    expect(record(createPrivateRegistry(options), own)).toEqual([isOn, isOn])
  })

  it('without a word about those that are given all the same', () => {
    const given = createPrivateRegistry({ exemplars: false })
    record(given, {})
    expect([given.drops(), given.problems]).toEqual([{}, []])
  })

  it('for metrics made from then on', () => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name: 'c_total' })
    ;(registry as unknown as { configure(options: object): void }).configure({ exemplars: false })
    counter.inc(1, { exemplar: { a: 1 } })
    registry.counter({ name: 'd_total' }).inc(1, { exemplar: { a: 1 } })
    expect([ofCounter(registry.gather(), 'c_total'), ofCounter(registry.gather(), 'd_total')]).toEqual([{ a: '1', value: 1 }, undefined])
  })

  it('makes no other metric: asking for it again gives the same', () => {
    const { registry } = createPrivateRegistry()
    expect(registry.counter({ name: 'c_total', exemplars: false })).toBe(registry.counter({ name: 'c_total' }))
  })
})

describe('a summary', () => {
  it('has no exemplars', () => {
    const { registry } = createPrivateRegistry()
    const summary = registry.summary({ name: 's' })
    // @ts-expect-error: a summary takes no options
    summary.observe(1, { exemplar: { a: 1 } })
    // @ts-expect-error: nor does a gauge
    registry.gauge({ name: 'g' }).set(1, { exemplar: { a: 1 } })
    // @ts-expect-error: nor is it defined with them
    registry.gauge({ name: 'g', exemplars: true })
    expect(summary.get()).toEqual({ count: 1, sum: 1 })
    for (const family of registry.gather().families) expect(family).not.toHaveProperty('exemplars')
  })
})
