/** The suite passes a right exporter, and finds each fault that is planted in one. */

import { describe, expect, it } from 'vitest'
import { describeExporter, type ExporterHarness } from '../../src/exporter/index.js'
import { createHttpExporter, type Plant } from './http-exporter.js'
import { startHttpReceiver } from './http-receiver.js'

const harnessOf = (plant?: Plant): ExporterHarness => ({
  create: ({ receiver, secret }) => createHttpExporter({ url: receiver.address, secret, plant }),
  receiver: { start: startHttpReceiver },
  acceptsSome: true,
  settlesWithinMillis: plant === 'ignores-abort' ? 50 : 1_000,
})

describeExporter('lines', harnessOf(), { describe, it })

/** The titles of the tests that fail, of those that match. */
async function failing(plant: Plant, pattern: RegExp): Promise<string[]> {
  const tests: { readonly title: string; readonly body: () => Promise<void> }[] = []
  describeExporter(plant, harnessOf(plant), { describe: (_, body) => body(), it: (title, body) => tests.push({ title, body }) })
  const titles: string[] = []
  for (const { title, body } of tests.filter((one) => pattern.test(one.title))) {
    await body().catch(() => titles.push(title))
  }
  return titles
}

describe('a planted fault is found', () => {
  it.each<[Plant, RegExp]>([
    ['name', /short fixed name/],
    ['loses', /delivers what it is given/],
    ['throws-on-empty', /without families$/],
    ['mutates', /^delivers/],
    ['leaks', /fault: fail/],
    ['gives-up', /fault: busy/],
    ['follows-redirects', /redirect/],
    ['resends', /arrived before/],
    ['hides-refusals', /accepted of a request/],
    ['ignores-abort', /answers with: hang/],
    ['throws-on-close', /and twice/],
    ['sends-after-close', /sends nothing afterwards/],
  ])('%s', async (plant, pattern) => {
    const titles = await failing(plant, pattern)
    expect(titles.length).toBeGreaterThan(0)
  })
})
