/** A small exporter over HTTP, whole and right, that a test can break at one place. */

import { points, type Snapshot } from '@telltale/core/model'
import type { PushExporter, PushResult } from '@telltale/core/push'

/** Faults that an exporter may have. */
export type Plant =
  | 'name'
  | 'mutates'
  | 'leaks'
  | 'follows-redirects'
  | 'ignores-abort'
  | 'resends'
  | 'sends-after-close'
  | 'throws-on-close'
  | 'gives-up'
  | 'hides-refusals'
  | 'loses'
  | 'throws-on-empty'

const BATCH_POINTS = 500

export function createHttpExporter({ url, secret, plant }: { url: string; secret: string; plant?: Plant | undefined }): PushExporter {
  const arrived = new WeakMap<Snapshot, number>()

  async function send(lines: readonly string[], signal: AbortSignal): Promise<PushResult> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: secret },
      body: lines.join('\n'),
      redirect: plant === 'follows-redirects' ? 'follow' : 'manual',
      ...(plant === 'ignores-abort' ? {} : { signal }),
    })
    const refusedCount = Number(response.headers.get('x-refused') ?? 0)
    await response.text()
    if (response.ok) return { outcome: 'accepted', ...(refusedCount > 0 ? { dropped: [{ reason: 'refused', count: refusedCount }] } : {}) }
    const reason = `status_${response.status}${plant === 'leaks' ? secret : ''}`
    const isPassing = plant !== 'gives-up' && (response.status === 429 || response.status >= 500)
    return isPassing ? { outcome: 'retryable', reason } : { outcome: 'rejected', reason }
  }

  return {
    name: plant === 'name' ? 'My Exporter' : 'lines',
    temporality: 'delta',
    async push(snapshot, signal) {
      const lines: string[] = []
      for (const family of snapshot.families) {
        if (family.kind !== 'counter') continue
        for (const { labels, value } of points(family)) lines.push(JSON.stringify([family.name, labels.values, value]))
        if (plant === 'mutates') family.values.fill(0)
      }
      if (plant === 'throws-on-empty' && lines.length === 0) throw new Error('nothing to send')
      if (plant === 'loses') lines.pop()
      let dropped: PushResult = { outcome: 'accepted' }
      for (let from = plant === 'resends' ? 0 : (arrived.get(snapshot) ?? 0); from < lines.length; from += BATCH_POINTS) {
        const result = await send(lines.slice(from, from + BATCH_POINTS), signal)
        if (result.outcome !== 'accepted') return result
        if (result.dropped && plant !== 'hides-refusals') dropped = result
        arrived.set(snapshot, from + BATCH_POINTS)
      }
      return dropped
    },
    async close() {
      if (plant === 'throws-on-close') throw new Error('closed already')
      if (plant === 'sends-after-close') setImmediate(() => void fetch(url, { method: 'POST', body: '' }).catch(() => {}))
    },
  }
}
