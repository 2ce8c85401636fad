import { describe, expect, it } from 'vitest'
import { judge, recordingBars } from '../bars.js'
import { parseArguments } from '../harness/arguments.js'
import { formatReport } from '../harness/report.js'
import { spreadOf } from '../harness/statistics.js'
import { formatFigure, formatTable } from '../harness/table.js'

describe('tables', () => {
  it('align names left and figures right', () => {
    expect(
      formatTable(
        ['case', 'ns'],
        [
          ['a longer one', '1.00'],
          ['b', '12.5'],
        ],
      ),
    ).toBe(['case            ns', '------------  ----', 'a longer one  1.00', 'b             12.5'].join('\n'))
  })

  it('show three digits and lose none before the point', () => {
    expect([0.523, 3.144, 24.68, 247.4, 48_213].map(formatFigure)).toEqual(['0.52', '3.14', '24.7', '247', '48,213'])
    expect(formatFigure(undefined)).toBe('–')
    expect(formatFigure(Number.NaN)).toBe('–')
  })
})

describe('reports', () => {
  it('print every contender, and each bar with what was measured against it', () => {
    const text = formatReport({
      suite: 'recording',
      unit: 'ns per call',
      rows: [
        { name: 'one', figures: { telltale: spreadOf([10]), floor: spreadOf([5]) } },
        { name: 'two', figures: { telltale: spreadOf([20]), 'prom-client': spreadOf([100]) } },
      ],
      judgements: [judge(recordingBars.twoLabelsOverPromClient, 5), judge(recordingBars.boundOverHandles, 3)],
      notes: ['measured on paper'],
    })
    expect(text).toMatch(/^recording +telltale +floor +prom-client$/m)
    expect(text).toMatch(/^one +10\.0 +5\.00 +–$/m)
    expect(text).toMatch(/against prom-client +5\.00× +>= 4\.00× +met$/m)
    expect(text).toMatch(/unchecked handles +3\.00× +<= 2\.00× +MISSED$/m)
    expect(text).toContain('note: measured on paper')
  })
})

describe('arguments', () => {
  it('are names and flags, and a lone -- is neither', () => {
    const { names, flags } = parseArguments(['--', 'text', '--quick'], ['text', 'memory'], ['--quick'])
    expect(names).toEqual(['text'])
    expect([...flags]).toEqual(['--quick'])
  })

  it('are refused by name when unknown', () => {
    expect(() => parseArguments(['txt'], ['text', 'memory'], [])).toThrow("unknown name 'txt'; there are text, memory")
    expect(() => parseArguments(['--fast'], ['text'], ['--quick'])).toThrow("unknown option '--fast'; there are --quick")
  })
})
