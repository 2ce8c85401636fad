/** Several registries in one answer. */

import { createRegistry } from '@telltale/core'
import { mergeSources } from '@telltale/core/model'
import { expect, it } from 'vitest'
import { encodeText } from '../../src/text/text-encoder.js'
import { serveSource } from '../support/serve-source.js'

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

it('a merged source is served, and its text follows each registry as it grows', async () => {
  const [app, plugin] = [createRegistry({ shared: false, labels: { zone: 'b' } }), createRegistry({ shared: false, name: 'plugin' })]
  const merged = mergeSources([app, plugin.child({ labels: { zone: 'b' } })])
  const options = { name: 'jobs_total', labels: ['queue'] } as const
  const [own, other] = [app.counter(options), plugin.child({ labels: { zone: 'b' } }).counter(options)]
  plugin.gauge({ name: 'plugins' }).set(1)
  own.inc({ queue: 'x' })
  other.inc({ queue: 'y' }, 2)
  const early = ['jobs_total{zone="b",queue="x"} 1', 'jobs_total{zone="b",queue="y"} 2', 'plugins 1']
  expect(lines(encodeText(merged.gather()))).toEqual(early)

  own.inc({ queue: 'z' }, 3)
  const server = await serveSource(merged)
  const text = await (await fetch(server.url)).text()
  await server.close()
  expect(server.problems).toEqual([])
  const late = [...early.slice(0, 2), 'jobs_total{zone="b",queue="z"} 3', 'plugins 1']
  expect(lines(text)).toEqual(late)
  expect(lines(encodeText(merged.gather()))).toEqual(late)
})
