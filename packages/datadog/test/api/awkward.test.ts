/** Whatever a registry can hold is sent in a form that the strict receiver takes. */

import { awkwardSnapshots, buildSnapshot } from '@telltale/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exporterFor, NEVER } from '../support/exporters.js'
import { type Receiver, startReceiver } from '../support/receiver.js'

describe('awkward snapshots', () => {
  let receiver: Receiver

  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(() => receiver.close())

  describe.each(['v1', 'v2'] as const)('%s', (apiVersion) => {
    it.each(awkwardSnapshots())('$name', async ({ snapshot }) => {
      const { exporter } = exporterFor(receiver, { apiVersion, compression: 'gzip' })
      const result = await exporter.push({ ...snapshot, takenAtMillis: Date.now() }, NEVER)
      expect(receiver.refusals).toEqual([])
      expect(result.outcome).toBe('accepted')
    })
  })

  it('goes in as many bodies as the limits ask for, compressed or not', async () => {
    const noise = (i: number): string => Array.from({ length: 4 }, (_, j) => ((i + 1) * 7919 * (j + 13) ** 5).toString(36)).join('')
    const series = Array.from({ length: 12_000 }, (_, i) => ({ labels: { a: noise(i), b: noise(i + 1e5), c: noise(i + 2e5) }, value: 1 }))
    const given = buildSnapshot({ takenAtMillis: Date.now(), families: [{ kind: 'counter', name: 'many_total', series }] })
    for (const compression of ['none', 'deflate', 'gzip'] as const) {
      const own = await startReceiver()
      const { exporter } = exporterFor(own, { compression })
      expect(await exporter.push(given, NEVER)).toEqual({ outcome: 'accepted' })
      expect(own.refusals).toEqual([])
      expect(own.total('many.count')).toBe(12_000)
      expect(own.requests.length).toBeGreaterThan(1)
      await own.close()
    }
  })
})
