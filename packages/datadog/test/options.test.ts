/** Options: what is refused, all at once and without keys; what the environment says. */

import { buildSnapshot } from '@telltale/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatadogExporter } from '../src/exporter.js'
import type { DatadogOptions } from '../src/options.js'
import { exporterFor, NEVER } from './support/exporters.js'
import { type Receiver, startReceiver } from './support/receiver.js'

const make = (options: object): (() => unknown) => {
  return () => createDatadogExporter({ variables: {}, ...options } as DatadogOptions)
}

describe('faulty options', () => {
  it('are told all at once', () => {
    const faulty = { via: 'api', site: 'https://x', apiVersion: 'v3', compression: 'br', prefix: '9', maxDistributionValues: 0, other: 1 }
    for (const field of ['apiKey', 'site', 'apiVersion', 'compression', 'prefix', 'maxDistributionValues', '"other"']) {
      expect(make(faulty)).toThrow(field)
    }
  })

  it.each([
    [{}, 'via'],
    [{ via: 'mail' }, 'via'],
    [{ via: 'api' }, 'apiKey'],
    [{ via: 'agent', histograms: 'distribution' }, 'histograms'],
    [{ via: 'agent', maxDistributionValues: 5 }, 'maxDistributionValues'],
    [{ via: 'agent', port: 0 }, 'port'],
    [{ via: 'dd-trace', tracer: 1 }, 'tracer'],
    [{ via: 'api', apiKey: 'k', variables: { DD_SITE: 'a/b' } }, 'DD_SITE'],
  ])('%j', (options, word) => {
    expect(make(options)).toThrow(expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(word) }))
  })

  it.each([
    { apiKey: 'secret\n' },
    { apiKey: 'k', appKey: 'secret key' },
    { apiKey: 'k', url: 'http://user:secret@x' },
    { apiKey: 'k', url: 'http://x/?secret' },
    { variables: { DD_API_KEY: 'secret\n' } },
  ])('show no secret: %#', (options) => {
    expect(make({ via: 'api', ...options })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }))
  })
})

describe('tags', () => {
  let receiver: Receiver

  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(() => receiver.close())

  it.each([
    ['of the resource', {}, ['env:dev', 'service:r', 'version:1']],
    ['of the environment over it', { variables: { DD_ENV: 'e', DD_SERVICE: 's', DD_VERSION: '2' } }, ['env:e', 'service:s', 'version:2']],
    ['of options over both', { env: 'o', variables: { DD_ENV: 'e' } }, ['env:o', 'service:r', 'version:1']],
    ['of DD_TAGS', { variables: { DD_TAGS: 'a:1, b:2:3 lone' } }, ['a:1', 'b:2:3', 'env:dev', 'lone', 'service:r', 'version:1']],
    ['of options over DD_TAGS', { tags: { a: '9' }, variables: { DD_TAGS: 'a:1' } }, ['a:9', 'env:dev', 'service:r', 'version:1']],
  ])('%s', async (_title, options, expected) => {
    const attributes = { 'service.name': 'r', 'service.version': '1', 'deployment.environment.name': 'dev' }
    const families = [{ kind: 'gauge', name: 'g', series: [{ value: 1 }] }] as const
    const { exporter } = exporterFor(receiver, options)
    await exporter.push(buildSnapshot({ takenAtMillis: Date.now(), attributes, families }), NEVER)
    expect([...(receiver.series.at(-1)?.tags ?? [])].sort()).toEqual(expected)
  })

  it('only what is selected is sent, under a name of one’s own', async () => {
    const { exporter } = exporterFor(receiver, { select: ({ name }) => name === 'a', toName: (_family, name) => `own.${name}` })
    const count = receiver.series.length
    const families = ['a', 'b'].map((name) => ({ kind: 'gauge', name, series: [{ value: 1 }] }) as const)
    await exporter.push(buildSnapshot({ takenAtMillis: Date.now(), families }), NEVER)
    expect(receiver.series.slice(count).map(({ metric }) => metric)).toEqual(['own.a'])
  })
})
