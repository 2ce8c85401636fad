import { expect, it } from 'vitest'
import { summarizeText, sumOf } from '../harness/exposition-text.js'

const text = `# HELP a_total With a # and { inside.
# TYPE a_total counter
a_total{x="1 } 2"} 3
a_total{x="b"} 4
# TYPE a_total_seconds histogram
a_total_seconds_bucket{le="1"} 5
a_total_seconds_bucket{le="+Inf"} 6
a_total_seconds_sum 7.5
a_total_seconds_count 6
g 1e+06
`

it('counts samples and what was recorded', () => {
  expect(summarizeText(text)).toEqual({ byteCount: text.length, sampleCount: 7, recordedCount: 3 + 4 + 6 })
})

it('sums one metric by its exact name', () => {
  expect(sumOf(text, 'a_total')).toBe(7)
  expect(sumOf(text, 'a_total_seconds_sum')).toBe(7.5)
  expect(sumOf(text, 'g')).toBe(1_000_000)
  expect(sumOf(text, 'missing')).toBe(0)
})
