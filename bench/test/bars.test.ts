import { describe, expect, it } from 'vitest'
import * as bars from '../bars.js'

const { judge, recordingBars, textBars } = bars

describe('bars', () => {
  it('hold at their bound and miss beyond it, in either direction', () => {
    expect(judge(recordingBars.twoLabelsOverPromClient, 4).verdict).toBe('met')
    expect(judge(recordingBars.twoLabelsOverPromClient, 3.99).verdict).toBe('MISSED')
    expect(judge(recordingBars.boundOverHandles, 2).verdict).toBe('met')
    expect(judge(recordingBars.boundOverHandles, 2.01).verdict).toBe('MISSED')
  })

  it('are met for now between what is owed and what is aimed at', () => {
    expect(judge(textBars.overPromClient, 10).verdict).toBe('met')
    expect(judge(textBars.overPromClient, 9).verdict).toBe('met for now')
    expect(judge(textBars.overPromClient, 7.9).verdict).toBe('MISSED')
  })

  it('are missed by what could not be measured', () => {
    expect(judge(recordingBars.boundOverHandles, Number.NaN).verdict).toBe('MISSED')
    expect(judge(textBars.overPromClient, Number.NaN).verdict).toBe('MISSED')
  })

  it('each say what they compare, and no two the same', () => {
    const all = Object.entries(bars).flatMap(([name, table]) =>
      name.endsWith('Bars') ? Object.values(table as Record<string, bars.Bar>) : [],
    )
    expect(all.length).toBeGreaterThan(25)
    expect(new Set(all.map(({ figure }) => figure)).size).toBe(all.length)
    for (const bar of all) expect(bar).toMatchObject({ figure: expect.stringMatching(/\w/), row: expect.stringMatching(/\w/) })
  })
})
