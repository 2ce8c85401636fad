import { describe, expect, it } from 'vitest'
import { parseExposition } from '../src/exposition.js'
import { bucketQuantile, formatReport, formatVerdict } from '../src/report.js'
import { duration, formatTable, megabytes, wholeNumber } from '../src/table.js'

const TEXT = `# TYPE pipeline_executions_total counter
pipeline_executions_started_total{pipeline="words"} 1003
pipeline_executions_abandoned_total{pipeline="words"} 1
pipeline_executions_total{pipeline="words",status="success"} 1000
pipeline_executions_total{pipeline="words",status="error"} 2
pipeline_step_executions_total{pipeline="words",step="read",status="success"} 1000
pipeline_step_executions_total{pipeline="words",step="read",status="error"} 2
pipeline_items_total{pipeline="words",step="read",status="success"} 1000
pipeline_bytes_total{pipeline="words",step="read",status="success"} 12345678
pipeline_step_duration_seconds_bucket{pipeline="words",step="read",le="0.001"} 1002
pipeline_step_duration_seconds_bucket{pipeline="words",step="read",le="+Inf"} 1002
pipeline_step_duration_seconds_sum{pipeline="words",step="read"} 0.501
pipeline_step_duration_seconds_count{pipeline="words",step="read"} 1002
pipeline_errors_total{pipeline="words",step="read",type="too_large"} 2
pipeline_errors_total{pipeline="words",step="read",type="not_found"} 0
pipeline_file_size_bytes{pipeline="words",quantile="0.5"} 2000
pipeline_file_size_bytes_sum{pipeline="words"} 5000000
pipeline_file_size_bytes_count{pipeline="words"} 1000
`

describe('formatReport', () => {
  const report = formatReport(parseExposition(TEXT).samples)

  it('shows each step, the errors by type and where every file has gone', () => {
    expect(report).toMatch(/step +success +error +items out +bytes out +mean +p99/)
    expect(report).toMatch(/read +1,000 +2 +1,000 files +12\.3 MB +500 µs +990 µs/)
    expect(report).toMatch(/read: too_large +2/)
    expect(report).not.toContain('not_found')
    expect(report).toContain('p50 2,000')
    expect(report).toContain('mean 5,000')
    expect(report).toContain('started 1,003 = finished 1,002 + abandoned 1')
  })

  it('does not claim an equation that does not hold', () => {
    const wrong = parseExposition(TEXT.replace('} 1003', '} 1004')).samples
    expect(formatReport(wrong)).toContain('started 1,004 ≠ finished 1,002 + abandoned 1')
  })
})

describe('formatVerdict', () => {
  it('says yes on a line of its own', () => {
    expect(formatVerdict({ differences: [], exactCount: 40, rangeCount: 4 })).toMatch(/^exact: yes\n.*40 series.*4 quantiles/)
  })

  it('says no and shows every difference', () => {
    const differences = [
      { series: 'a_total{}', expected: '3', counted: 4 },
      { series: 'b_total{}', expected: '1', counted: undefined },
    ]
    const verdict = formatVerdict({ differences, exactCount: 40, rangeCount: 4 })
    expect(verdict).toMatch(/^exact: no\n/)
    expect(verdict).toMatch(/a_total\{\} +3 +4\n/)
    expect(verdict).toMatch(/b_total\{\} +1 +missing$/)
  })
})

describe('bucketQuantile', () => {
  const buckets = (...counts: [string, number][]) => counts.map(([le, value]) => ({ name: 'x_bucket', labels: { le }, value }))

  it('is linear within the bucket, as in PromQL', () => {
    expect(bucketQuantile(buckets(['1', 0], ['2', 10], ['+Inf', 10]), 0.5)).toBe(1.5)
    expect(bucketQuantile(buckets(['1', 10], ['+Inf', 10]), 0.5)).toBe(0.5)
  })

  it('knows no more than the last bound', () => {
    expect(bucketQuantile(buckets(['1', 5], ['+Inf', 10]), 0.99)).toBe(1)
  })

  it('says nothing of nothing', () => {
    expect(bucketQuantile(buckets(['1', 0], ['+Inf', 0]), 0.5)).toBeNaN()
    expect(bucketQuantile([], 0.5)).toBeNaN()
  })
})

describe('formatting', () => {
  it('lays out columns', () => {
    expect(
      formatTable(
        ['name', 'n'],
        [
          ['a', '1,000'],
          ['long name', '1'],
        ],
      ),
    ).toBe(['  name           n', '  ─────────  ─────', '  a          1,000', '  long name      1'].join('\n'))
  })

  it('writes numbers for people', () => {
    expect(wholeNumber(1_234_567)).toBe('1,234,567')
    expect(megabytes(12_345_678)).toBe('12.3 MB')
    expect([2.5, 0.00123, 0.0000456, Number.NaN].map(duration)).toEqual(['2.50 s', '1.23 ms', '45.6 µs', '–'])
  })
})
