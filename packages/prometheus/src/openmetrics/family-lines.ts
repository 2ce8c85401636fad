/** Which lines a family becomes in OpenMetrics: its metadata, then the samples of its kind. */

import type { Family, StateSetFamily } from '@telltale/core/model'
import { quoteName } from '../naming.js'
import { escapeLabelValue } from '../text/escape.js'
import { createFixedLines, inTurn } from '../text/fixed-lines.js'
import { createInfoLines } from '../text/info-lines.js'
import { createNumberLines } from '../text/number-lines.js'
import type { FamilyLines } from '../text/page.js'
import { createStateSetLines } from '../text/state-set-lines.js'
import { createCounterLines } from './counter-lines.js'
import { createHistogramLines } from './histogram-lines.js'
import { toFamilyName, toUnit } from './names.js'
import { createSummaryLines } from './summary-lines.js'

/** The lines of a family: `# TYPE`, `# UNIT`, `# HELP`, and one or more per series. */
export function createFamilyLines(family: Family): FamilyLines {
  const name = toFamilyName(family)
  return inTurn(createFixedLines(toHead(family, name)), createSeriesLines(family, name))
}

function toHead(family: Family, name: string): string {
  const unit = toUnit(family, name)
  const unitLine = unit === '' ? '' : `# UNIT ${quoteName(name)} ${unit}\n`
  const helpLine = family.help === '' ? '' : `# HELP ${quoteName(name)} ${escapeLabelValue(family.help)}\n`
  return `# TYPE ${quoteName(name)} ${toType(family, name)}\n${unitLine}${helpLine}`
}

function toType(family: Family, name: string): string {
  return family.kind === 'stateset' && !canBeStateSet(family, name) ? 'gauge' : family.kind
}

/** The label that tells states apart is called as the family is: a name that no label may have, or that one has already, makes it a gauge. */
function canBeStateSet({ labelNames }: StateSetFamily, name: string): boolean {
  return !name.includes(':') && !labelNames.includes(name)
}

function createSeriesLines(family: Family, name: string): FamilyLines {
  switch (family.kind) {
    case 'counter':
      return createCounterLines(family, name)
    case 'gauge':
      return createNumberLines(family, name)
    case 'histogram':
      return createHistogramLines(family, name)
    case 'summary':
      return createSummaryLines(family, name)
    case 'info':
      return createInfoLines(family, `${name}_info`)
    case 'stateset':
      return createStateSetLines(family, name)
  }
}
