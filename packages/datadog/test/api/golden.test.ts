/** The bodies, to the letter. */

import { buildSnapshot } from '@telltale/testkit'
import { describe, expect, it } from 'vitest'
import { encodeBody, packBatches } from '../../src/api/batches.js'
import { encodeSnapshot } from '../../src/api/encoder.js'
import { createSeriesTags } from '../../src/series-tags.js'

const SNAPSHOT = buildSnapshot({
  attributes: { 'service.name': 'shop', 'service.version': '1.2.3' },
  families: [
    {
      kind: 'counter',
      name: 'http_requests_total',
      series: [
        { labels: { route: '/a b', status: '200' }, value: 3 },
        { labels: { route: '', status: '500' }, value: 0 },
        { labels: { route: 'é|,#\n"', status: '500' }, value: 1 },
      ],
    },
    { kind: 'gauge', name: 'queue.depth', series: [{ labels: { service: 'mine' }, value: -2.5 }] },
    { kind: 'gauge', name: 'broken', series: [{ value: Number.NaN }] },
    {
      kind: 'histogram',
      name: 'latency_seconds',
      bounds: [0.1, 0.5],
      series: [
        { counts: [2, 1, 1], sum: 1.5 },
        { labels: { l: 'x' }, counts: [0, 0, 0], sum: 0 },
      ],
    },
    { kind: 'summary', name: 'size_bytes', quantiles: [0.5, 0.99], series: [{ quantileValues: [10, Number.NaN], count: 4, sum: 44 }] },
    { kind: 'stateset', name: 'mode', states: ['on', 'off'], series: [{ on: ['on'] }] },
    { kind: 'info', name: 'build', series: [{ labels: { commit: 'abc' } }] },
  ],
})

describe.each(['v1', 'v2'] as const)('series %s', (apiVersion) => {
  it.each(['distribution', 'buckets'] as const)('with histograms as %s', async (histograms) => {
    const tags = createSeriesTags(
      new Map([
        ['env', 'prod'],
        ['team', ''],
      ]),
      SNAPSHOT.resource,
    )
    const options = { apiVersion, histograms, host: 'web-1', prefix: 'app.', toName: undefined, maxDistributionValues: 1_000 }
    const { items, droppedCount } = encodeSnapshot(SNAPSHOT, tags, options, 10)
    expect(droppedCount).toBe(1)
    const bodies = packBatches(items).map((batch) => ({ endpoint: batch.endpoint, body: JSON.parse(encodeBody(batch, 1_700_000_000)) }))
    await expect(`${JSON.stringify(bodies, null, 1)}\n`).toMatchFileSnapshot(`../golden/series-${apiVersion}-${histograms}.json`)
  })
})
