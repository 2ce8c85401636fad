import { type FamilyInput, familyOf } from '@telltale/testkit'
import { expect, it } from 'vitest'
import { unitOf } from '../src/encode/units.js'
import { pascalCaseNaming, toQuantileName } from '../src/naming.js'
import { STANDARD_UNITS } from './support/put-rules.js'

it.each([
  ['counter', 'jobs_total', '', 'Jobs'],
  ['histogram', 'http_request_duration_seconds', 'seconds', 'HttpRequestDuration'],
  ['counter', 'sent_bytes_total', 'bytes', 'Sent'],
  ['gauge', 'process.cpu.load', '', 'ProcessCpuLoad'],
  ['gauge', 'total', '', 'Total'],
] as const)('a %s %s with the unit %j is called %4$s', (kind, name, unit, expected) => {
  expect(pascalCaseNaming(familyOf({ kind, name, unit } as FamilyInput))).toBe(expected)
})

it.each([
  ['seconds', 'Seconds'],
  ['bytes', 'Bytes'],
  ['bytes_per_second', 'Bytes/Second'],
  ['terabits_per_second', 'Terabits/Second'],
  ['ratio', 'None'],
  ['nanoseconds', 'None'],
  ['', 'None'],
  ['jobs', 'Count'],
])('the unit %j of a gauge is %s', (unit, expected) => {
  const found = unitOf(familyOf({ kind: 'gauge', name: 'g', unit }), { jobs: 'Count' })
  expect(found).toBe(expected)
  expect(STANDARD_UNITS).toContain(found)
})

it.each([
  [0.5, 'latency_p50'],
  [0.99, 'latency_p99'],
  [0.999, 'latency_p99.9'],
  [1, 'latency_p100'],
])('the quantile %d is called %s', (quantile, expected) => {
  expect(toQuantileName('latency', quantile)).toBe(expected)
})
