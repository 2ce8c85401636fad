/** What a suite found, printed for people and written for machines. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../bars.js'
import { packageFolder } from './locations.js'
import type { Machine } from './machine.js'
import type { Spread } from './statistics.js'
import { formatFigure, formatTable } from './table.js'

/** One line of a suite's table: what was measured, and what each contender took. */
export interface Row {
  readonly name: string
  readonly figures: Readonly<Record<string, Spread>>
}

export interface SuiteReport {
  readonly suite: string
  /** What the figures are: `'ns per call'`, `'ms'`, `'bytes per series'`. */
  readonly unit: string
  readonly rows: readonly Row[]
  readonly judgements: readonly Judgement[]
  /** What a reader has to know beside the figures. */
  readonly notes: readonly string[]
}

/** The table of medians, then every bar with what was measured against it. */
export function formatReport(report: SuiteReport): string {
  const contenders = [...new Set(report.rows.flatMap((row) => Object.keys(row.figures)))]
  const rows = report.rows.map((row) => [row.name, ...contenders.map((name) => formatFigure(row.figures[name]?.median))])
  const parts = [`${report.suite}: medians, ${report.unit}`, formatTable([report.suite, ...contenders], rows)]
  if (report.judgements.length > 0) {
    parts.push(
      formatTable(
        ['figure', 'measured', 'bar', 'verdict'],
        report.judgements.map(({ bar, measured, verdict }) => [
          bar.figure,
          `${formatFigure(measured)}${bar.suffix}`,
          `${bar.direction === 'atLeast' ? '>=' : '<='} ${formatFigure(bar.bound)}${bar.suffix}`,
          verdict,
        ]),
      ),
    )
  }
  return [...parts, ...report.notes.map((note) => `note: ${note}`)].join('\n\n')
}

/** Writes `results/<suite>.json`, or `results/<suite>.quick.json` for a quick run, and answers its path. */
export function writeReport(report: SuiteReport, machine: Machine, isQuick: boolean): string {
  const folder = join(packageFolder, 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${report.suite}${isQuick ? '.quick' : ''}.json`)
  const content = {
    ...report,
    judgements: report.judgements.map(({ bar, measured, verdict }) => ({ ...bar, measured, verdict })),
    machine,
    isQuick,
    writtenAt: new Date().toISOString(),
  }
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`)
  return file
}
