import type { Family, Snapshot } from '@telltale/core/model'
import { awkwardSnapshots } from '@telltale/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMetrics, describeWithServer } from '../../../../scripts/servers/index.mjs'
import { encodeText, textChunks } from '../../src/text/text-encoder.js'
import { awkwardSnapshot } from '../support/awkward.js'
import { type ParsedFamily, parseText } from '../support/parse-text.js'
import { histogram, info, numbers, type Row, snapshotOf, stateSet, summary } from '../support/snapshots.js'

const LABEL_NAMES = ['a', 'b_2', 'method']
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', '{', '}', ',', ' ', '\r', '#') }),
)
const value = fc.oneof(fc.double(), fc.integer(), fc.nat(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity))
const count = fc.nat(1e9)
const wellFormed = text.filter((given) => given.isWellFormed())
const row: fc.Arbitrary<Row> = fc.dictionary(fc.constantFrom(...LABEL_NAMES), wellFormed, { noNullPrototype: true })

/** Rows that are different series: an empty value is an absent label. */
function distinct<T>(of: (value: T) => Row, given: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const identity = (one: T) => JSON.stringify(LABEL_NAMES.map((name) => of(one)[name] ?? ''))
  return fc.uniqueArray(given, { selector: identity, maxLength: 6 })
}

const rising = (min: number, max: number) =>
  fc
    .uniqueArray(fc.double({ min, max, noNaN: true }), { maxLength: 6, comparator: (a, b) => a === b })
    .map((list) => list.sort((a, b) => a - b))

const bodies = fc.oneof(
  distinct(([labels]) => labels, fc.tuple(row, value)).map((series) => (name: string, help: string) => {
    return numbers('gauge', { name, help, labelNames: LABEL_NAMES }, series)
  }),
  distinct(([labels]) => labels, fc.tuple(row, count)).map((series) => (name: string, help: string) => {
    return numbers('counter', { name, help, labelNames: LABEL_NAMES }, series)
  }),
  rising(-1e9, 1e9).chain((bounds) => {
    const counts = fc.array(count, { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
    return distinct(({ labels }) => labels, fc.record({ labels: row, counts, sum: value })).map(
      (series) => (name: string, help: string) => {
        return histogram({ name, help, labelNames: LABEL_NAMES }, bounds, series)
      },
    )
  }),
  rising(0, 1).chain((quantiles) => {
    const values = fc.array(value, { minLength: quantiles.length, maxLength: quantiles.length })
    return distinct(({ labels }) => labels, fc.record({ labels: row, values, sum: value, count })).map(
      (series) => (name: string, help: string) => {
        return summary({ name, help, labelNames: LABEL_NAMES }, quantiles, series)
      },
    )
  }),
  distinct((labels) => labels, row).map((rows) => (name: string, help: string) => info({ name, help, labelNames: LABEL_NAMES }, rows)),
  fc
    .uniqueArray(
      wellFormed.filter((state) => state !== ''),
      { minLength: 1, maxLength: 4 },
    )
    .chain((states) =>
      distinct(([labels]) => labels, fc.tuple(row, fc.subarray(states))).map((series) => (name: string, help: string) => {
        return stateSet({ name, help, labelNames: LABEL_NAMES }, states, series)
      }),
    ),
)

const snapshots: fc.Arbitrary<Snapshot> = fc
  .array(fc.tuple(bodies, wellFormed), { maxLength: 5 })
  .map((list) => snapshotOf(...list.map(([make, help], i) => make(`metric_${i}`, help))))

/** What a reader must find, told from the snapshot alone. */
function expected(family: Family): ParsedFamily {
  const samples: ParsedFamily['samples'] = []
  for (let slot = 0; slot < family.labelSets.length; slot++) {
    const { names, values } = family.labelSets.at(slot)
    const own = names.map((name, i) => [name, values[i] ?? ''] as const).filter(([, held]) => held !== '')
    const add = (suffix: string, sample: number, ...more: [string, string][]) =>
      samples.push({ name: family.name + suffix, labels: new Map([...own, ...more]), value: sample })
    if (family.kind === 'histogram') {
      const cells = family.counts.subarray(slot * (family.bounds.length + 1), (slot + 1) * (family.bounds.length + 1))
      let total = 0
      cells.forEach((cell, i) => {
        total += cell
        add('_bucket', total, ['le', i < family.bounds.length ? String(family.bounds[i]) : 'Infinity'])
      })
      add('_sum', family.sums[slot] as number)
      add('_count', total)
    } else if (family.kind === 'summary') {
      family.quantiles.forEach((quantile, i) => {
        add('', family.quantileValues[slot * family.quantiles.length + i] as number, ['quantile', String(quantile)])
      })
      add('_sum', family.sums[slot] as number)
      add('_count', family.counts[slot] as number)
    } else if (family.kind === 'info') {
      add(family.name.endsWith('_info') ? '' : '_info', 1)
    } else if (family.kind === 'stateset') {
      family.states.forEach((state, i) => {
        add('', family.values[slot * family.states.length + i] as number, [family.name, state])
      })
    } else {
      add('', family.values[slot] as number)
    }
  }
  const isGauge = family.kind === 'info' || family.kind === 'stateset'
  return {
    name: family.kind === 'info' && !family.name.endsWith('_info') ? `${family.name}_info` : family.name,
    help: family.help === '' ? undefined : family.help,
    type: isGauge ? 'gauge' : family.kind,
    samples,
  }
}

/** `le` and `quantile` by their number: how Go spells it is another test's business. */
function withNumberedBounds(families: readonly ParsedFamily[]): ParsedFamily[] {
  return families.map((family) => ({
    ...family,
    samples: family.samples.map((sample) => {
      const labels = new Map(sample.labels)
      for (const name of ['le', 'quantile']) {
        const bound = labels.get(name)
        if (bound !== undefined) labels.set(name, String(bound === '+Inf' ? Infinity : Number(bound)))
      }
      return { ...sample, labels }
    }),
  }))
}

describe('any snapshot', () => {
  it('is read back as it was, whole and in chunks', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const encoded = encodeText(snapshot)
        expect(withNumberedBounds(parseText(encoded))).toEqual(snapshot.families.map(expected))
        expect(Buffer.concat([...textChunks(snapshot)]).toString('utf8')).toBe(encoded)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the awkward snapshots of the testkit', () => {
  it.each(awkwardSnapshots())('are read back as they were: $name', ({ snapshot }) => {
    expect(withNumberedBounds(parseText(encodeText(snapshot)))).toEqual(withNumberedBounds(snapshot.families.map(expected)))
  })
})

describeWithServer('promtool', 'promtool', () => {
  /** Its linter may complain of names and help; its parser answers 1 to what is not the format. */
  function parses(encoded: string): void {
    const { code, output } = checkMetrics(encoded)
    expect([code, output]).toEqual([
      expect.toSatisfy((given: number) => given === 0 || given === 3),
      expect.not.stringContaining('error while linting'),
    ])
  }

  it('reads the awkward snapshot', () => {
    parses(encodeText(awkwardSnapshot()))
  })

  it('finds no fault in metrics that follow the conventions', () => {
    const requests = numbers('counter', { name: 'http_requests_total', help: 'Requests.', labelNames: ['path'] }, [
      [{ path: '/' }, 1],
      [{ path: '/"\\\n' }, 2],
    ])
    const duration = histogram(
      { name: 'request_duration_seconds', help: 'Durations.' },
      [0.1, 1],
      [{ labels: {}, counts: [1, 2, 3], sum: 4.5 }],
    )
    const sizes = summary({ name: 'body_bytes', help: 'Sizes.' }, [0.5], [{ labels: {}, values: [7], sum: 7, count: 1 }])
    const unborn = numbers('counter', { name: 'errors_total', help: 'Errors.', labelNames: ['kind'] }, [])
    expect(checkMetrics(encodeText(snapshotOf(requests, duration, sizes, unborn), { prefix: 'myapp_' }))).toEqual({ code: 0, output: '' })
  })

  it('reads any snapshot', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => parses(encodeText(snapshot))),
      { numRuns: 40 },
    )
  })
})
