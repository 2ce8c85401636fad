import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRegistry } from '@telltale/core'
import { describe, expect, it } from 'vitest'
import { contentType, encodeText, textChunks } from '../../src/text/text-encoder.js'
import { awkwardSnapshot } from '../support/awkward.js'
import { parseText } from '../support/parse-text.js'
import { histogram, info, manyCounters, numbers, snapshotOf, stateSet, summary } from '../support/snapshots.js'

function joined(chunks: Iterable<Uint8Array>): string {
  return Buffer.concat([...chunks]).toString('utf8')
}

describe('encodeText', () => {
  it('writes the golden file, byte for byte', () => {
    const golden = fileURLToPath(new URL('./golden/awkward.prom', import.meta.url))
    expect(encodeText(awkwardSnapshot())).toBe(readFileSync(golden, 'utf8'))
  })

  it('is read by a parser of its own to what the snapshot holds', () => {
    const families = new Map(parseText(encodeText(awkwardSnapshot())).map((family) => [family.name, family]))
    expect(families.get('http_requests_total')?.help).toBe('Requests, by \\ path\nand "method".')
    const requests = families.get('http_requests_total')?.samples.map(({ labels, value }) => [Object.fromEntries(labels), value])
    expect(requests).toEqual([
      [{ method: 'GET', path: '/' }, 1],
      [{ method: 'GET', path: '/a"b\\c\nd' }, 2],
      [{ path: '/no-method' }, 3],
      [{ method: 'POST' }, 4],
      [{}, 5],
      [{ method: 'GET', path: '"} 1\nfake_metric{a="b' }, 6],
      [{ method: 'GET', path: 'ünï 日本 😀 \u2028 \r \ufeff' }, 7],
    ])
    expect(families.get('extreme')?.samples.map(({ value }) => value)).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      -0,
      5e-324,
      Number.MAX_VALUE,
      Number.MAX_SAFE_INTEGER,
      0.1 + 0.2,
      1e21,
      -12.5,
    ])
    expect(families.get('empty_total')).toEqual({ name: 'empty_total', help: 'Has no series yet.', type: 'counter', samples: [] })
  })

  it('writes nothing for nothing', () => {
    expect(encodeText(snapshotOf())).toBe('')
    expect([...textChunks(snapshotOf())]).toEqual([])
  })

  it('puts the prefix before every name, in help, type and samples', () => {
    const text = encodeText(awkwardSnapshot(), { prefix: 'my_app:' })
    expect(text.split('\n').filter((line) => line !== '' && !/^(# (HELP|TYPE) )?my_app:/.test(line))).toEqual([])
    // In a label, as that of a state set's states, there is no colon.
    expect(text.replaceAll(/my_app[:_]/g, '')).toBe(encodeText(awkwardSnapshot()))
  })

  it('writes a histogram that has native buckets only as its count and sum, for it cannot show them, and both kinds as the classic ones', () => {
    const metrics = createRegistry({ shared: false })
    const native = metrics.histogram({ name: 'native', labels: ['a'], native: true, extremes: true })
    const both = metrics.histogram({ name: 'both', native: true, buckets: [1] })
    for (const value of [0.25, -4, 1e6]) {
      native.observe({ a: 'x' }, value)
      both.observe(value)
    }
    expect(encodeText(metrics.gather())).toBe(
      [
        '# TYPE both histogram',
        'both_bucket{le="1"} 2',
        'both_bucket{le="+Inf"} 3',
        'both_sum 999996.25',
        'both_count 3',
        '# TYPE native histogram',
        'native_bucket{a="x",le="+Inf"} 3',
        'native_sum{a="x"} 999996.25',
        'native_count{a="x"} 3',
        '',
      ].join('\n'),
    )
  })

  it('leaves an empty help out', () => {
    expect(encodeText(snapshotOf(numbers('gauge', { name: 'a' }, [[{}, 1]])))).toBe('# TYPE a gauge\na 1\n')
  })

  it('keeps the order of the snapshot and of the slots', () => {
    const snapshot = snapshotOf(
      numbers('gauge', { name: 'z', labelNames: ['l'] }, [
        [{ l: 'b' }, 1],
        [{ l: 'a' }, 2],
      ]),
      numbers('gauge', { name: 'a' }, [[{}, 3]]),
    )
    expect(encodeText(snapshot)).toBe('# TYPE z gauge\nz{l="b"} 1\nz{l="a"} 2\n# TYPE a gauge\na 3\n')
  })

  it('lets no name break a line', () => {
    const labels = { 'l"\n} 1': 'v' }
    const snapshot = snapshotOf(numbers('counter', { name: 'a\nfake 1', help: 'h\nfake 2', labelNames: ['l"\n} 1'] }, [[labels, 1]]))
    expect(encodeText(snapshot)).toBe('# HELP a_fake_1 h\\nfake 2\n# TYPE a_fake_1 counter\na_fake_1{l____1="v"} 1\n')
  })

  it('treats the names of Object.prototype as names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const row = Object.fromEntries(names.map((name) => [name, 'v']))
    const text = encodeText(snapshotOf(numbers('gauge', { name: 'constructor', labelNames: names }, [[row, 1]])))
    expect(text).toContain('constructor{__proto__="v",constructor="v",toString="v",hasOwnProperty="v"} 1\n')
  })

  it('refuses a prefix that makes names illegal, and options that do not exist', () => {
    expect(() => encodeText(snapshotOf(), { prefix: '1a' })).toThrow(/text options: prefix must be .*, got "1a"/)
    expect(() => textChunks(snapshotOf(), { prefix: 'a-b' })).toThrow(/prefix must be/)
    expect(() => encodeText(snapshotOf(), { Prefix: 'a' } as object)).toThrow(/there is no option "Prefix"; there are prefix/)
  })
})

describe('a histogram', () => {
  it('is cumulative, ends in +Inf, and its count is that of +Inf', () => {
    const rows = [{ labels: {}, counts: [1, 2, 4], sum: 0.5 }]
    expect(encodeText(snapshotOf(histogram({ name: 'h' }, [1, 2.5], rows)))).toBe(
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="2.5"} 3\nh_bucket{le="+Inf"} 7\nh_sum 0.5\nh_count 7\n',
    )
  })

  it('puts `le` behind the labels of the series', () => {
    const rows = [{ labels: { a: 'x' }, counts: [1, 0], sum: 1 }]
    expect(encodeText(snapshotOf(histogram({ name: 'h', labelNames: ['a'] }, [1e6], rows)))).toBe(
      '# TYPE h histogram\nh_bucket{a="x",le="1e+06"} 1\nh_bucket{a="x",le="+Inf"} 1\nh_sum{a="x"} 1\nh_count{a="x"} 1\n',
    )
  })

  it('may have thousands of buckets', () => {
    const bounds = Array.from({ length: 10_000 }, (_, i) => i + 0.5)
    const rows = [{ labels: { a: 'x'.repeat(300) }, counts: [...bounds.map(() => 1), 1], sum: 1 }]
    const snapshot = snapshotOf(histogram({ name: 'h', labelNames: ['a'] }, bounds, rows))
    const samples = parseText(encodeText(snapshot))[0]?.samples ?? []
    expect(samples.length).toBe(10_003)
    expect(samples.slice(0, 10_001).map(({ value }) => value)).toEqual(Array.from({ length: 10_001 }, (_, i) => i + 1))
    expect(joined(textChunks(snapshot))).toBe(encodeText(snapshot))
  })
})

describe('a summary', () => {
  it('writes its quantiles, then sum and count', () => {
    const rows = [{ labels: { a: 'x' }, values: [1.5, Number.NaN], sum: 3, count: 2 }]
    expect(encodeText(snapshotOf(summary({ name: 's', labelNames: ['a'] }, [0.5, 0.999], rows)))).toBe(
      '# TYPE s summary\ns{a="x",quantile="0.5"} 1.5\ns{a="x",quantile="0.999"} NaN\ns_sum{a="x"} 3\ns_count{a="x"} 2\n',
    )
  })
})

describe('an info', () => {
  it.each(['build', 'build_info'])('called %s is a gauge of value 1 whose name ends in _info', (name) => {
    const rows = [
      { version: '1"2', commit: '' },
      { version: '2', commit: 'abc' },
    ]
    expect(encodeText(snapshotOf(info({ name, help: 'What runs.', labelNames: ['version', 'commit'] }, rows)), { prefix: 'my_' })).toBe(
      '# HELP my_build_info What runs.\n# TYPE my_build_info gauge\n' +
        'my_build_info{version="1\\"2"} 1\nmy_build_info{version="2",commit="abc"} 1\n',
    )
  })

  it('may have no labels', () => {
    expect(encodeText(snapshotOf(info({ name: 'up' }, [{}])))).toBe('# TYPE up_info gauge\nup_info 1\n')
  })
})

describe('a state set', () => {
  it('is a gauge with a series a state, told apart by a label of the metric’s name', () => {
    const series = [
      [{ disk: 'a' }, ['on']],
      [{ disk: '' }, ['off', 'o"\n\\']],
    ] as const
    expect(encodeText(snapshotOf(stateSet({ name: 'power', labelNames: ['disk'] }, ['on', 'off', 'o"\n\\'], series)))).toBe(
      '# TYPE power gauge\n' +
        'power{disk="a",power="on"} 1\npower{disk="a",power="off"} 0\npower{disk="a",power="o\\"\\n\\\\"} 0\n' +
        'power{power="on"} 0\npower{power="off"} 1\npower{power="o\\"\\n\\\\"} 1\n',
    )
  })

  it('calls the label as the metric is called with its prefix, and no label twice', () => {
    const encode = (labelNames: readonly string[], prefix: string) =>
      encodeText(
        snapshotOf(stateSet({ name: 'power', labelNames }, ['on'], [[Object.fromEntries(labelNames.map((name) => [name, 'x'])), ['on']]])),
        {
          prefix,
        },
      ).split('\n')[1]
    expect(encode([], 'my_')).toBe('my_power{my_power="on"} 1')
    expect(encode(['my_power'], 'my_')).toBe('my_power{my_power="x",my_power_="on"} 1')
    expect(encode([], 'my:')).toBe('my:power{my_power="on"} 1')
  })

  it('is cut between series like any other', () => {
    const series = Array.from({ length: 3_000 }, (_, i) => [{ disk: `disk ${i}` }, i % 2 === 0 ? ['on'] : []] as const)
    const snapshot = snapshotOf(stateSet({ name: 'power', labelNames: ['disk'] }, ['on', 'off'], series))
    const chunks = [...textChunks(snapshot)]
    expect(chunks.length).toBeGreaterThan(2)
    expect(joined(chunks)).toBe(encodeText(snapshot))
    const samples = parseText(joined(chunks))[0]?.samples ?? []
    expect(samples.map(({ value }) => value)).toEqual(series.flatMap(([, held]) => [held.length, 0]))
  })
})

describe('textChunks', () => {
  it('gives the same text, in chunks of about 64 KiB that end with a line', () => {
    const snapshot = manyCounters(20_000, (slot) => slot * 1.5)
    const chunks = [...textChunks(snapshot)]
    expect(chunks.length).toBeGreaterThan(10)
    for (const chunk of chunks) {
      expect(chunk.length).toBeLessThanOrEqual(64 * 1024)
      expect(chunk.at(-1)).toBe(0x0a)
    }
    for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBeGreaterThan(63 * 1024)
    expect(joined(chunks)).toBe(encodeText(snapshot))
  })

  it('gives each chunk away for good', () => {
    const snapshot = manyCounters(5_000)
    const kept: Uint8Array[] = []
    for (const chunk of textChunks(snapshot)) kept.push(chunk)
    expect(Buffer.concat(kept).toString('utf8')).toBe(encodeText(snapshot))
    expect(new Set(kept.map(({ buffer }) => buffer)).size).toBe(kept.length)
  })

  it('makes a longer chunk for a series that does not fit, and no empty ones around it', () => {
    const long = 'é'.repeat(200_000)
    const series = [{ l: 'a' }, { l: long }, { l: 'b' }].map((row, slot) => [row, slot] as const)
    const snapshot = snapshotOf(numbers('gauge', { name: 'g', labelNames: ['l'], help: long }, series))
    const chunks = [...textChunks(snapshot)]
    expect(chunks.every(({ length }) => length > 0)).toBe(true)
    expect(joined(chunks)).toBe(encodeText(snapshot))
    expect(parseText(joined(chunks))[0]?.samples.map(({ labels }) => labels.get('l'))).toEqual(['a', long, 'b'])
  })

  it('can be left before the end and asked again, also by several readers at once', () => {
    const snapshot = manyCounters(10_000)
    for (const chunk of textChunks(snapshot)) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    const readers = [textChunks(snapshot), textChunks(snapshot, { prefix: 'p_' }), textChunks(snapshot)]
    const texts = readers.map(() => '')
    for (let open = readers.length; open > 0; ) {
      open = 0
      readers.forEach((reader, i) => {
        const { done, value } = reader.next()
        if (done) return
        open++
        texts[i] += Buffer.from(value).toString('utf8')
      })
    }
    expect(texts[0]).toBe(encodeText(snapshot))
    expect(texts[1]).toBe(encodeText(snapshot, { prefix: 'p_' }))
    expect(texts[2]).toBe(texts[0])
  })
})

describe('contentType', () => {
  it('is the one Prometheus wants to hear', () => {
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  })
})
