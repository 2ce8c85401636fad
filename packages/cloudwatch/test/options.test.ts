import { expect, it } from 'vitest'
import { type CloudWatchExporterOptions, createCloudWatchExporter } from '../src/index.js'
import { createTestClient } from './support/exporters.js'

const client = createTestClient('http://127.0.0.1:1')

it.each<[string, object, RegExp]>([
  ['no namespace', {}, /namespace must be .*, got undefined/],
  ['a namespace of AWS', { namespace: 'AWS/EC2' }, /namespace must be/],
  ['a blank namespace', { namespace: '  ' }, /namespace must be/],
  ['a long namespace', { namespace: 'n'.repeat(256) }, /namespace must be/],
  ['31 dimensions', { namespace: 'a', dimensions: Array.from({ length: 31 }, (_, i) => `l${i}`) }, /dimensions must be at most 30/],
  ['another unit', { namespace: 'a', units: { jobs: 'Jobs' } }, /units must be/],
  ['another resolution', { namespace: 'a', storageResolution: 10 }, /storageResolution must be 1 or 60/],
  ['a client and a region', { namespace: 'a', client, region: 'eu-central-1' }, /leave out region/],
  ['a client and an endpoint', { namespace: 'a', client, endpoint: 'https://example.com' }, /leave out endpoint/],
  ['no client', { namespace: 'a', client: {} }, /client must be a CloudWatchClient/],
  ['an unknown option', { namespace: 'a', regoin: 'x' }, /there is no option "regoin"/],
])('refuses %s', (_, options, message) => {
  expect(() => createCloudWatchExporter(options as CloudWatchExporterOptions)).toThrow(message)
})

it('names all faults at once', () => {
  expect(() => createCloudWatchExporter({ namespace: '', region: '', storageResolution: 2 as 1 })).toThrow(
    /namespace.*region.*storageResolution/,
  )
})

it('shows no password', () => {
  const act = () => createCloudWatchExporter({ namespace: 'a', endpoint: 'https://user:secret@example.com' })
  expect(act).toThrow(/endpoint must be an http or https address without credentials/)
  expect(act).not.toThrow(/secret/)
})
