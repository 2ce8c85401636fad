import { describe, expect, it } from 'vitest'
import { TOUCHY_OBJECTS } from '../support/hostile-values.js'
import { createPrivateRegistry, type PrivateRegistry } from '../support/private-registry.js'

const KINDS = ['counter', 'gauge', 'histogram', 'summary'] as const

/** Makes a metric of whatever is given, as a caller without a compiler would. */
function make({ registry }: PrivateRegistry, kind: (typeof KINDS)[number], options: unknown): void {
  const makers = registry as unknown as Record<typeof kind, (options: unknown) => void>
  makers[kind](options)
}

const NAMES: readonly (readonly [name: unknown, got: string])[] = [
  ['', '""'],
  ['1a', '"1a"'],
  ['a b', '"a b"'],
  ['a\n', '"a\\n"'],
  ['a"} 1\nfake 2', '"a\\"} 1\\nfake 2"'],
  ['\0', '"\\u0000"'],
  ['a-b', '"a-b"'],
  ['ünï.cöde', '"ünï.cöde"'],
  ['🚀', '"🚀"'],
  [undefined, 'undefined'],
  [null, 'null'],
  [5, '5'],
  [{}, 'an object'],
  [Symbol('s'), 'a symbol'],
]

const LABELS: readonly (readonly [label: unknown, got: string])[] = [
  ['', '""'],
  ['1a', '"1a"'],
  ['a:b', '"a:b"'],
  ['a b\n', '"a b\\n"'],
  ['le', '"le"'],
  ['quantile', '"quantile"'],
  ['__name__', '"__name__"'],
  ['__proto__', '"__proto__"'],
  ['__x', '"__x"'],
  ['é', '"é"'],
  [5, '5'],
  [null, 'null'],
]

describe.each(KINDS)('a %s', (kind) => {
  it.each(NAMES)('cannot be called %o', (name, got) => {
    const given = createPrivateRegistry()
    const expected = `${kind} ${got}: name must be [a-zA-Z_:][a-zA-Z0-9_:]*, at most 1024 long, got ${got}`
    expect(() => make(given, kind, { name })).toThrow(
      expect.objectContaining({ name: 'TelltaleError', code: 'invalid_options', message: expected }),
    )
    expect(given.registry.gather().families).toEqual([])
  })

  it('cannot have a name of 100 KB, and the error is short all the same', () => {
    const given = createPrivateRegistry()
    expect(() => make(given, kind, { name: 'x'.repeat(100_000) })).toThrow(/name must be/)
    expect(() => make(given, kind, { name: 'x'.repeat(100_000) })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,400}$/) }),
    )
  })

  it.each(LABELS)('cannot have a label called %o', (label, got) => {
    const given = createPrivateRegistry()
    expect(() => make(given, kind, { name: 'm', labels: ['fine', label] })).toThrow(
      expect.objectContaining({
        code: 'invalid_options',
        message: `${kind} "m": labels[1] must be [a-zA-Z_][a-zA-Z0-9_]*, not beginning with '__', not 'le' or 'quantile', got ${got}`,
      }),
    )
    expect(given.registry.gather().families).toEqual([])
  })

  it('cannot have a label twice', () => {
    const given = createPrivateRegistry()
    expect(() => make(given, kind, { name: 'm', labels: ['a', 'b', 'a'] })).toThrow(
      /^counter|gauge|histogram|summary "m": labels\[2\] must be different from those before it, got "a"$/,
    )
  })

  it('cannot have more labels than a record holds well', () => {
    const given = createPrivateRegistry()
    const labels = Array.from({ length: 65 }, (_, i) => `l${i}`)
    expect(() => make(given, kind, { name: 'm', labels })).toThrow(`${kind} "m": labels must be at most 64 long, got 65`)
    expect(() => make(given, kind, { name: 'm', labels: labels.slice(1) })).not.toThrow()
  })

  it.each([
    ['labels', 'route', 'an array of label names', '"route"'],
    ['labels', { 0: 'a' }, 'an array of label names', 'an object'],
    ['help', 5, 'a string of at most 8192 characters', '5'],
    ['help', null, 'a string of at most 8192 characters', 'null'],
    ['help', 'x'.repeat(8_193), 'a string of at most 8192 characters', `"${'x'.repeat(80)}…"`],
    ['unit', ['s'], 'a string of at most 1024 characters', 'an array'],
    ['maxSeries', 0, 'a whole number from 1', '0'],
    ['maxSeries', 1.5, 'a whole number from 1', '1.5'],
    ['maxSeries', '5', 'a whole number from 1', '"5"'],
    ['maxSeries', Number.NaN, 'a whole number from 1', 'NaN'],
  ])('cannot have as its %s: %o', (field, value, expected, got) => {
    const given = createPrivateRegistry()
    const start = `${kind} "m": ${field} must be ${expected}, got ${got}`
    expect(() => make(given, kind, { name: 'm', [field]: value })).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(start) }),
    )
    expect(given.registry.gather().families).toEqual([])
  })

  it.each([undefined, null, 5, 'm', Symbol('s')])('cannot be made of %o', (options) => {
    const given = createPrivateRegistry()
    expect(() => make(given, kind, options)).toThrow(
      expect.objectContaining({
        name: 'TelltaleError',
        code: 'invalid_options',
        message: expect.stringContaining(`${kind} undefined: options must be an object, got `),
      }),
    )
  })

  it('reports everything that is wrong with it at once', () => {
    const given = createPrivateRegistry()
    const own = { counter: {}, gauge: { across: 'median' }, histogram: { buckets: [2, 1] }, summary: { quantiles: [2], ageBuckets: 0 } }[
      kind
    ]
    let message = ''
    try {
      make(given, kind, { name: '1', help: 5, unit: 5, maxSeries: -1, labels: ['le', 'le'], ...own })
    } catch (error) {
      message = (error as Error).message
    }
    const fields = ['name', 'help', 'unit', 'maxSeries', 'labels[0]', 'labels[1]']
    const ownFields = { counter: [], gauge: ['across'], histogram: ['buckets[1]'], summary: ['quantiles[0]', 'ageBuckets'] }[kind]
    for (const field of [...fields, ...ownFields]) expect(message).toContain(`${field} must be `)
  })

  it.each(TOUCHY_OBJECTS)('shows %s as what it is, and runs none of it', (_name, value) => {
    const given = createPrivateRegistry()
    expect(() => make(given, kind, { name: value, help: value, unit: value, maxSeries: value })).toThrow(
      expect.objectContaining({
        code: 'invalid_options',
        message: expect.stringMatching(/^(counter|gauge|histogram|summary) an? (object|array|function): name must be/),
      }),
    )
  })
})

describe('a metric', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ':', '_', 'a:b'])('may be called %s', (name) => {
    const { registry } = createPrivateRegistry()
    const counter = registry.counter({ name })
    counter.inc()
    expect(registry.counter({ name })).toBe(counter)
    expect(registry.gather().families.map((family) => family.name)).toEqual([name])
    expect(counter.get()).toBe(1)
  })

  it('may have any text as its help and unit, and shows it to the letter', () => {
    const { registry } = createPrivateRegistry()
    const help = 'Say "hi"\\\n# EOF\0\u2028🚀'
    registry.gauge({ name: 'g', help, unit: 'weird "unit"\n' })
    expect(registry.gather().families[0]).toMatchObject({ help, unit: 'weird "unit"\n' })
  })

  it('has no half of a surrogate pair in its help, which nothing could write', () => {
    const { registry } = createPrivateRegistry()
    registry.gauge({ name: 'g', help: 'a\ud800b', unit: '\udc00' })
    expect(registry.gather().families[0]).toMatchObject({ help: 'a\ufffdb', unit: '\ufffd' })
  })
})
