/** Which lines a family becomes: its head, then the samples of its kind. */

import type { Family } from '@telltale/core/model'
import { quoteName, toInfoName } from '../naming.js'
import { escapeHelp } from './escape.js'
import { createFixedLines, inTurn } from './fixed-lines.js'
import { createHistogramLines } from './histogram-lines.js'
import { createInfoLines } from './info-lines.js'
import { createNumberLines } from './number-lines.js'
import type { FamilyLines } from './page.js'
import { createStateSetLines } from './state-set-lines.js'
import { createSummaryLines } from './summary-lines.js'

/** The lines of a family: `# HELP` (unless it has no help), `# TYPE`, and one or more per series. A family without series is its head alone. */
export function createFamilyLines(family: Family): FamilyLines {
  const name = family.kind === 'info' ? toInfoName(family.name) : family.name
  return inTurn(createFixedLines(toHead(family, name)), createSeriesLines(family, name))
}

function toHead(family: Family, name: string): string {
  const help = family.help === '' ? '' : `# HELP ${quoteName(name)} ${escapeHelp(family.help)}\n`
  return `${help}# TYPE ${quoteName(name)} ${toType(family)}\n`
}

/** The format has no infos and state sets: they are gauges there, as every client writes them. */
function toType({ kind }: Family): string {
  return kind === 'info' || kind === 'stateset' ? 'gauge' : kind
}

function createSeriesLines(family: Family, name: string): FamilyLines {
  switch (family.kind) {
    case 'counter':
    case 'gauge':
      return createNumberLines(family, name)
    case 'histogram':
      return createHistogramLines(family, name)
    case 'summary':
      return createSummaryLines(family, name)
    case 'info':
      return createInfoLines(family, name)
    case 'stateset':
      return createStateSetLines(family, name)
  }
}
