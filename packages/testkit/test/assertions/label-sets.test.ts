import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelNamesArbitrary, labelSetsArbitrary } from '../../src/arbitraries/label-sets.js'
import { expectMetric } from '../../src/assertions/expect-metric.js'
import { buildSnapshot } from '../../src/snapshots/build-snapshot.js'

const requests = buildSnapshot({
  families: [
    {
      kind: 'counter',
      name: 'requests_total',
      labelNames: ['method', 'status'],
      series: [
        { labels: { method: 'GET', status: '200' }, value: 1 },
        { labels: { method: 'GET', status: '404' }, value: 1 },
        { labels: { method: 'PUT' }, value: 1 },
      ],
    },
    { kind: 'gauge', name: 'queue', series: [{ value: 1 }] },
  ],
})

describe('toHaveLabelSets', () => {
  it('holds for exactly the series there are, in any order', () => {
    expectMetric(requests, 'requests_total').toHaveLabelSets([
      { method: 'PUT' },
      { method: 'GET', status: 404 },
      { status: '200', method: 'GET' },
    ])
    expectMetric(requests, 'queue').toHaveLabelSets([{}])
  })

  it('looks only at series with the labels given', () => {
    expectMetric(requests, 'requests_total', { method: 'GET' }).toHaveLabelSets([{ status: 200 }, { status: 404 }])
    expectMetric(requests, 'requests_total', { method: 'HEAD' }).toHaveLabelSets([])
  })

  it('lets labels that are not named have any value, but counts the series', () => {
    expectMetric(requests, 'requests_total').toHaveLabelSets([{ method: 'GET' }, { method: 'GET' }, { method: 'PUT' }])
    expect(() => expectMetric(requests, 'requests_total').toHaveLabelSets([{ method: 'GET' }, { method: 'PUT' }])).toThrow(
      'counter requests_total: expected exactly 2 label sets, got 3:\n  not expected {method="GET"}',
    )
  })

  it('shows what is missing and what is not expected', () => {
    expect(() => expectMetric(requests, 'requests_total').toHaveLabelSets([{ method: 'GET', status: 200 }, { method: 'HEAD' }])).toThrow(
      [
        'counter requests_total: expected exactly 2 label sets, got 3:',
        '  missing {method="HEAD"}',
        '  not expected {method="GET", status="404"}',
        '  not expected {method="PUT"}',
      ].join('\n'),
    )
    expect(() => expectMetric(requests, 'requests_total').toHaveLabelSets([])).toThrow('expected exactly 0 label sets, got 3')
    expect(() => expectMetric(requests, 'queue').toHaveLabelSets([])).toThrow('not expected (no labels)')
  })

  it('refuses labels that the metric does not have', () => {
    expect(() => expectMetric(requests, 'requests_total').toHaveLabelSets([{ verb: 'GET' }])).toThrow('got "verb"')
  })

  it('holds for any label sets, and for none of them changed', () => {
    const any = labelNamesArbitrary().chain((labelNames) =>
      fc.record({ labelNames: fc.constant(labelNames), labelSets: labelSetsArbitrary(labelNames) }),
    )
    fc.assert(
      fc.property(any, ({ labelNames, labelSets }) => {
        const series = labelSets.map((labels) => ({ labels, value: 1 }))
        const snapshot = buildSnapshot({ families: [{ kind: 'gauge', name: 'g', labelNames, series }] })
        expectMetric(snapshot, 'g').toHaveLabelSets([...labelSets].reverse())
        for (const labels of labelSets) expectMetric(snapshot, 'g', labels).toHaveValue(1)
        if (labelSets.length > 0) expect(() => expectMetric(snapshot, 'g').toHaveLabelSets(labelSets.slice(1))).toThrow()
      }),
    )
  })
})
