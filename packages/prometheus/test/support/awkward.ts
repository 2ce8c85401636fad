/** Families that hold what is hardest to write. */

import type { Snapshot } from '@telltale/core/model'
import { histogram, info, numbers, snapshotOf, stateSet, summary } from './snapshots.js'

/** One of each kind, with labels and without, and every value, escape and bound that has a spelling of its own. */
export function awkwardSnapshot(): Snapshot {
  return snapshotOf(
    numbers('gauge', { name: 'active_connections' }, [[{}, 42]]),
    info({ name: 'build', help: 'What runs.', labelNames: ['version', 'commit'] }, [
      { version: '1.2.3', commit: 'a"b\\c\nd' },
      { version: '', commit: '' },
    ]),
    numbers('counter', { name: 'empty_total', help: 'Has no series yet.', labelNames: ['route'] }, []),
    numbers('gauge', { name: 'extreme', help: 'Values with a spelling of their own.', labelNames: ['of'] }, [
      [{ of: 'nan' }, Number.NaN],
      [{ of: 'up' }, Infinity],
      [{ of: 'down' }, -Infinity],
      [{ of: 'negative zero' }, -0],
      [{ of: 'smallest' }, 5e-324],
      [{ of: 'largest' }, Number.MAX_VALUE],
      [{ of: 'safe' }, Number.MAX_SAFE_INTEGER],
      [{ of: 'sum' }, 0.1 + 0.2],
      [{ of: 'large' }, 1e21],
      [{ of: 'negative' }, -12.5],
    ]),
    numbers('counter', { name: 'http_requests_total', help: 'Requests, by \\ path\nand "method".', labelNames: ['method', 'path'] }, [
      [{ method: 'GET', path: '/' }, 1],
      [{ method: 'GET', path: '/a"b\\c\nd' }, 2],
      [{ method: '', path: '/no-method' }, 3],
      [{ method: 'POST', path: '' }, 4],
      [{ method: '', path: '' }, 5],
      [{ method: 'GET', path: '"} 1\nfake_metric{a="b' }, 6],
      [{ method: 'GET', path: 'ünï 日本 😀 \u2028 \r \ufeff' }, 7],
    ]),
    histogram(
      { name: 'request_duration_seconds', help: 'Duration of requests.', labelNames: ['route'] },
      [0.00001, 0.005, 0.5, 1, 100_000, 1_000_000],
      [
        { labels: { route: '/users' }, counts: [1, 2, 3, 0, 5, 0, 7], sum: 1234.5 },
        { labels: { route: '' }, counts: [0, 0, 0, 0, 0, 0, 0], sum: 0 },
      ],
    ),
    histogram({ name: 'unbucketed_bytes', help: 'Only +Inf.' }, [], [{ labels: {}, counts: [3], sum: 12 }]),
    stateSet(
      { name: 'service_mode', help: 'How it is.', labelNames: ['disk'] },
      ['idle', 'b"u\\s\ny'],
      [
        [{ disk: 'a' }, ['b"u\\s\ny']],
        [{ disk: '' }, []],
      ],
    ),
    summary(
      { name: 'wait_seconds', help: 'Waits.', labelNames: ['queue'] },
      [0, 0.5, 0.99, 1],
      [
        { labels: { queue: 'mail' }, values: [0.001, 0.25, 1.5, 3], sum: 17.25, count: 90 },
        { labels: { queue: '' }, values: [Number.NaN, Number.NaN, Number.NaN, Number.NaN], sum: 0.5, count: 1 },
      ],
    ),
    summary({ name: 'work_seconds', help: 'Count and sum only.' }, [], [{ labels: {}, values: [], sum: 2.5, count: 2 }]),
  )
}
