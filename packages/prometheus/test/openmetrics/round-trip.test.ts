import type { Snapshot } from '@telltale/core/model'
import { awkwardSnapshots } from '@telltale/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithServer, startOpenMetricsParser } from '../../../../scripts/servers/index.mjs'
import { encodeOpenMetrics, openMetricsChunks } from '../../src/openmetrics/openmetrics-encoder.js'
import { exemplarSnapshotArbitrary } from '../support/exemplars.js'
import { expectedFamilies, type ReadFamily, sortedLabels } from '../support/expected-openmetrics.js'

const toNumber = (text: string) => Number(text.replace('inf', 'Infinity'))
/** Python's integers have no negative zero. */
const withoutMinusZero = (value: number) => value + 0

describeWithServer('python3', "the strict parser of Python's client", () => {
  let parser: ReturnType<typeof startOpenMetricsParser>
  beforeAll(() => {
    parser = startOpenMetricsParser()
  })
  afterAll(() => parser.stop())

  async function read(text: string): Promise<ReadFamily[]> {
    const { families, error } = await parser.parse(text)
    expect(error, text).toBe(undefined)
    return (families ?? []).map((family) => ({
      ...family,
      samples: family.samples.map(({ name, labels, value, exemplar }) => ({
        name,
        labels: sortedLabels(
          labels.map(([label, held]) => [
            label,
            label === 'le' || label === 'quantile' ? String(toNumber(held.replace('+Inf', 'inf'))) : held,
          ]),
        ),
        value: withoutMinusZero(toNumber(value)),
        ...(exemplar && { exemplar: { ...exemplar, value: toNumber(exemplar.value) } }),
      })),
    }))
  }

  async function isReadBack(snapshot: Snapshot): Promise<void> {
    const text = encodeOpenMetrics(snapshot)
    const expected = expectedFamilies(snapshot).map((family) => ({
      ...family,
      samples: family.samples.map((sample) => ({ ...sample, value: withoutMinusZero(sample.value) })),
    }))
    expect(await read(text)).toEqual(expected)
    expect(Buffer.concat([...openMetricsChunks(snapshot)]).toString('utf8')).toBe(text)
  }

  it('reads any snapshot back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        exemplarSnapshotArbitrary((text) => !text.includes('}')),
        isReadBack,
      ),
      { numRuns: 2_000 },
    )
  })

  it.each(awkwardSnapshots())('reads back the awkward: $name', ({ snapshot }) => isReadBack(snapshot))

  it('refuses what is wrong', async () => {
    expect((await parser.parse('a 1\n')).error).toContain('Missing # EOF')
  })
})
