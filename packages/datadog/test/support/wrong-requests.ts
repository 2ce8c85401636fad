/** One wrong request for each rule. */

import { gzipSync } from 'node:zlib'
import { KEY } from './rules.js'

export interface WrongRequest {
  readonly title: string
  readonly status: number
  /** How the clause of the broken rule begins. */
  readonly clause: string
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

const NOW_SECONDS = Math.floor(Date.now() / 1_000)
export const GOOD_V2 = { metric: 'a.count', type: 1, interval: 10, points: [{ timestamp: NOW_SECONDS, value: 1 }], tags: ['a:b'] }
const GOOD_V1 = { metric: 'a', type: 'gauge', points: [[NOW_SECONDS, 1]] }
const GOOD_D = { metric: 'a', type: 'distribution', points: [[NOW_SECONDS, [1, 2]]] }
const DISTRIBUTION = '/api/v1/distribution_points'

const v2 = (change: object): string => JSON.stringify({ series: [{ ...GOOD_V2, ...change }] })
const v1 = (change: object): { path: string; body: string } => ({
  path: '/api/v1/series',
  body: JSON.stringify({ series: [{ ...GOOD_V1, ...change }] }),
})
const d = (change: object): { path: string; body: string } => ({
  path: DISTRIBUTION,
  body: JSON.stringify({ series: [{ ...GOOD_D, ...change }] }),
})

export const RIGHT_REQUESTS = [{ path: '/api/v2/series', body: v2({}) }, v1({}), d({})]

export const WRONG_REQUESTS: readonly WrongRequest[] = [
  { title: 'another path', path: '/api/v3/series', status: 404, clause: 'M, D: POST' },
  { title: 'another method', method: 'PUT', status: 404, clause: 'M, D: the method' },
  { title: 'another key', headers: { 'dd-api-key': `${KEY}x` }, status: 403, clause: 'A:' },
  { title: 'another content', headers: { 'content-type': 'text/plain' }, status: 415, clause: 'M: the content' },
  { title: 'too much', body: ' '.repeat(512_001), status: 413, clause: 'M: at most 512000' },
  {
    title: 'too much inside',
    body: new Uint8Array(gzipSync(' '.repeat(5_242_881))),
    headers: { 'content-encoding': 'gzip' },
    status: 413,
    clause: 'M: at most 5242880',
  },
  {
    title: 'distributions in gzip',
    path: DISTRIBUTION,
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    clause: 'D: Content-Encoding',
  },
  { title: 'an unknown encoding', headers: { 'content-encoding': 'br' }, status: 400, clause: 'M: Content-Encoding' },
  { title: 'not what the encoding says', headers: { 'content-encoding': 'deflate' }, status: 400, clause: 'M: the body is compressed' },
  { title: 'no JSON', body: '{', status: 400, clause: 'M: the body is JSON' },
  { title: 'no series', body: '{}', status: 400, clause: 'M, D: the body' },
  { title: 'no metric', body: v2({ metric: undefined }), status: 400, clause: 'M, D: metric' },
  { title: 'a name with a blank', body: v2({ metric: 'a b' }), status: 400, clause: 'C:' },
  { title: 'no points', body: v2({ points: [] }), status: 400, clause: 'M, D: points' },
  { title: 'a count without interval', body: v2({ interval: undefined }), status: 400, clause: 'M: interval' },
  { title: 'tags that are no list', body: v2({ tags: 'a:b' }), status: 400, clause: 'M: tags' },
  { title: 'a tag with a comma', body: v2({ tags: ['a:b,c'] }), status: 400, clause: 'T:' },
  { title: 'a resource without name', body: v2({ resources: [{ type: 'host' }] }), status: 400, clause: 'M: a resource' },
  { title: 'two points', body: v2({ points: [...GOOD_V2.points, ...GOOD_V2.points] }), status: 400, clause: 'ours:' },
  {
    title: 'milliseconds',
    body: v2({ points: [{ timestamp: NOW_SECONDS + 0.5, value: 1 }] }),
    status: 400,
    clause: 'M: timestamps are whole',
  },
  {
    title: 'the future',
    body: v2({ points: [{ timestamp: NOW_SECONDS + 700, value: 1 }] }),
    status: 400,
    clause: 'M: timestamps are at most ten',
  },
  {
    title: 'the past',
    body: v2({ points: [{ timestamp: NOW_SECONDS - 3_700, value: 1 }] }),
    status: 400,
    clause: 'M: timestamps are at most an hour',
  },
  { title: 'no number', body: v2({ points: [{ timestamp: NOW_SECONDS, value: null }] }), status: 400, clause: 'M, D: values' },
  { title: 'a point of v1 in v2', body: v2({ points: [[NOW_SECONDS, 1]] }), status: 400, clause: 'M v2: a point' },
  { title: 'a type of v1 in v2', body: v2({ type: 'count' }), status: 400, clause: 'M v2: the type' },
  { title: 'a type of v2 in v1', ...v1({ type: 3 }), status: 400, clause: 'M v1: the type' },
  { title: 'a point of v2 in v1', ...v1({ points: [{ timestamp: NOW_SECONDS, value: 1 }] }), status: 400, clause: 'M v1, D: a point' },
  { title: 'a distribution of one number', ...d({ points: [[NOW_SECONDS, 1]] }), status: 400, clause: 'D: the values' },
  { title: 'a distribution of another type', ...d({ type: 'gauge' }), status: 400, clause: 'D: the type' },
]
