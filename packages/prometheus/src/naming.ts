/** Names as the formats write them: those of a family by a scheme, quoted where they must be. */

import type { Family } from '@telltale/core/model'
import { type EscapingScheme, escapeName } from './escaping.js'

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LEGACY_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Whether a name is one that every Prometheus understands: `[a-zA-Z_:][a-zA-Z0-9_:]*`. */
export function isLegacyName(name: string): boolean {
  return LEGACY_NAME.test(name)
}

/** A metric's name by the scheme `underscores`: one that every Prometheus understands, so that no name can break a line. */
export function toMetricName(name: string, scheme: EscapingScheme = 'underscores'): string {
  return escapeName(name, scheme)
}

/** The name an info is exposed under: with the suffix `_info`, which its writer may have given or not. */
export function toInfoName(name: string): string {
  return name.endsWith('_info') ? name : `${name}_info`
}

/** A family's label names by a scheme; two that would become the same name are kept apart by trailing underscores. Names that stay are the very same array. */
export function toLabelNames(names: readonly string[], scheme: EscapingScheme = 'underscores'): readonly string[] {
  const written = names.map((name) => escapeName(name, scheme, true))
  if (written.every((name, i) => name === names[i])) return names
  const taken = new Set(names.filter((name, i) => name === written[i]))
  return written.map((name, i) => {
    if (name === names[i]) return name
    let apart = name
    while (taken.has(apart)) apart += '_'
    taken.add(apart)
    return apart
  })
}

/**
 * The label that tells the states of a set apart: called as the metric is (OpenMetrics 1.0, StateSet). A prefix may turn that name into the one of a label the series has
 * already, or into what no label may be called.
 */
export function toStateLabel(name: string, labelNames: readonly string[]): string {
  let [label = name] = isLegacyName(name) ? toLabelNames([name]) : [name]
  while (labelNames.includes(label)) label += '_'
  return label
}

/** The family under the names it is written with: its own behind a prefix, and those of its labels. */
export function renameFamily<F extends Family>(family: F, prefix: string, scheme: EscapingScheme): F {
  const name = toMetricName(prefix + family.name, scheme)
  const labelNames = toLabelNames(family.labelNames, scheme)
  return name === family.name && labelNames === family.labelNames ? family : { ...family, name, labelNames }
}

/** A metric's name where it stands alone, in quotes unless every Prometheus understands it (text format 1.0.0). */
export function quoteName(name: string): string {
  return LEGACY_NAME.test(name) ? name : quote(name)
}

/** A label's name before its `=`, by the same rule. */
export function quoteLabelName(name: string): string {
  return LEGACY_LABEL_NAME.test(name) ? name : quote(name)
}

/** What stands before the labels of a sample: `name{`, or `{"name",` where the name must be quoted. */
export function openSample(name: string): string {
  return LEGACY_NAME.test(name) ? `${name}{` : `{${quote(name)},`
}

/** A sample's name without labels: `name`, or `{"name"}`. */
export function bareSample(name: string): string {
  return LEGACY_NAME.test(name) ? name : `{${quote(name)}}`
}

function quote(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
