/** Values that a careless or hostile caller passes where a text, a number or labels are wanted. */

import fc from 'fast-check'

/** A value and what a test's title calls it. */
export type NamedValue = readonly [name: string, value: unknown]

/** Texts that break parsers, keys and encoders; all well-formed. */
export const AWKWARD_TEXTS: readonly string[] = [
  '',
  ' ',
  '"',
  '\\',
  '\n',
  '\r\n',
  '\0',
  '\u2028\u2029',
  '\ufeffwith a byte order mark',
  '\ufeff',
  '\u202eright to left',
  '# EOF',
  '"} 1\nfake_total 2',
  'a|b',
  ',',
  '__overflow__',
  '__proto__',
  'constructor',
  'undefined',
  'null',
  'é',
  'ünï.cöde',
  '🚀',
  '\ud83d\ude80'.repeat(40),
  '\u{10ffff}',
  '\x7f\x80\x9f',
  'x'.repeat(48),
  'x'.repeat(49),
  'é'.repeat(48),
  'x'.repeat(5_000),
]

/** Any text, half of a surrogate pair included. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 2, arbitrary: fc.constantFrom(...AWKWARD_TEXTS) },
    {
      weight: 1,
      arbitrary: fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 6 }).map((codes) => String.fromCharCode(...codes)),
    },
  )

function forbidden(): never {
  throw new Error('code of the caller was run')
}

const TRAPS: ProxyHandler<object> = {
  get: forbidden,
  has: forbidden,
  ownKeys: forbidden,
  getPrototypeOf: forbidden,
  getOwnPropertyDescriptor: forbidden,
  apply: forbidden,
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  return proxy
}

/** What must not be looked into: each throws as soon as any code of its own runs. */
export const TOUCHY_OBJECTS: readonly NamedValue[] = [
  ['an object that throws in toString', { toString: forbidden, valueOf: forbidden, toJSON: forbidden, [Symbol.toPrimitive]: forbidden }],
  ['an array that throws in toString', Object.assign([1], { toString: forbidden, join: forbidden, valueOf: forbidden })],
  [
    'a function that throws in toString',
    Object.assign(() => 1, { toString: forbidden, valueOf: forbidden, [Symbol.toPrimitive]: forbidden }),
  ],
  ['an object that throws in getters', Object.defineProperty({}, 'length', { get: forbidden, enumerable: true })],
  ['a proxy of an object', new Proxy({}, TRAPS)],
  ['a proxy of an array', new Proxy([], TRAPS)],
  ['a proxy of a function', new Proxy(() => 1, TRAPS)],
  ['a revoked proxy', revoked()],
]

/** What is not a number, though arithmetic would make one of most of it. */
export const NOT_NUMBERS: readonly NamedValue[] = [
  ['an empty text', ''],
  ['a text of digits', '5'],
  ['null', null],
  ['true', true],
  ['an empty array', []],
  ['an object', {}],
  ['a Number object', new Number(5)],
  ['a Date', new Date(5)],
  ['a zero bigint', 0n],
  ['a bigint', 10n],
  ['a symbol', Symbol('s')],
  ['a function', () => 5],
  ...TOUCHY_OBJECTS,
]
