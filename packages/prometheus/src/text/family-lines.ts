/** Which lines a family becomes: its head, then the samples of its kind. */

import type { Family } from '@telltale/core/model'
import { toInfoName, toMetricName } from '../naming.js'
import { COPY_SLACK_BYTES, copyText, toFixedText } from './copy.js'
import { escapeHelp } from './escape.js'
import { createHistogramLines } from './histogram-lines.js'
import { createInfoLines } from './info-lines.js'
import { createNumberLines } from './number-lines.js'
import type { FamilyLines } from './page.js'
import { createStateSetLines } from './state-set-lines.js'
import { createSummaryLines } from './summary-lines.js'

/** The lines of a family: `# HELP` (unless it has no help), `# TYPE`, and one or more per series. A family without series is its head alone. */
export function createFamilyLines(family: Family, prefix: string): FamilyLines {
  const name = toMetricName(prefix + (family.kind === 'info' ? toInfoName(family.name) : family.name))
  const writeHead = createHead(family, name)
  const writeSeries = createSeriesLines(family, name)
  let isHeadWritten = false

  return (page) => {
    if (!isHeadWritten) {
      const neededBytes = writeHead(page)
      if (neededBytes > 0) return neededBytes
      isHeadWritten = true
    }
    return writeSeries(page)
  }
}

function createHead(family: Family, name: string): FamilyLines {
  const help = family.help === '' ? '' : `# HELP ${name} ${escapeHelp(family.help)}\n`
  const head = toFixedText(`${help}# TYPE ${name} ${toType(family)}\n`)

  return (page) => {
    const neededBytes = head.length + COPY_SLACK_BYTES
    if (page.length + neededBytes > page.bytes.length) return neededBytes
    page.length = copyText(page.view, page.length, head.view, 0, head.length)
    return 0
  }
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
