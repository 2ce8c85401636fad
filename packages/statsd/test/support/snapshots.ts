/** The snapshot of each kind that the tables and golden files are written from. */

import { buildSnapshot } from '@telltale/testkit'

export const everyKind = buildSnapshot({
  families: [
    {
      kind: 'counter',
      name: 'requests_total',
      labelNames: ['method', 'path'],
      series: [
        { labels: { method: 'GET', path: '/users' }, value: 3 },
        { labels: { method: 'PUT', path: '' }, value: 0.5 },
        { labels: { method: 'HEAD', path: '/' }, value: 0 },
      ],
    },
    { kind: 'gauge', name: 'temperature', labelNames: ['room'], series: [{ labels: { room: 'hall, left' }, value: -4.5 }] },
    {
      kind: 'histogram',
      name: 'duration_seconds',
      bounds: [0.1, 1],
      labelNames: ['route'],
      series: [
        { labels: { route: 'a' }, counts: [2, 1, 1], sum: 3.75 },
        { labels: { route: 'idle' }, counts: [0, 0, 0], sum: 0 },
      ],
    },
    {
      kind: 'summary',
      name: 'size_bytes',
      quantiles: [0.5, 0.999],
      series: [{ quantileValues: [10, Number.NaN], count: 2, sum: 30 }],
    },
    { kind: 'info', name: 'build_info', labelNames: ['version'], series: [{ labels: { version: '1.2.3' } }] },
    { kind: 'stateset', name: 'feature', states: ['on', 'off'], series: [{ on: ['on'] }] },
  ],
})
