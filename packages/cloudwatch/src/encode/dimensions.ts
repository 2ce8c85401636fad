/** Labels as dimensions: which, and in what form. */

import type { Family, LabelSet } from '@telltale/core/model'
import type { Dimension } from './datum.js'
import { MAX_DIMENSION_COUNT, MAX_DIMENSION_NAME_LENGTH, MAX_DIMENSION_VALUE_LENGTH } from './limits.js'
import { toAscii } from './texts.js'

/** Whether a label becomes a dimension. Series that differ in none that does are put together. */
export type SelectDimension = (label: string, family: Family) => boolean

/** A dimension list and the text that tells it from others. */
export interface DimensionList {
  readonly key: string
  readonly dimensions: readonly Dimension[]
}

export interface DimensionReader {
  /** By slot, in the family's order. Equal lists are the same object, in whatever family. */
  read(family: Family, extra?: Dimension): readonly DimensionList[]
}

/** @param onExcess Told of a family of which labels had to be left out, because there are more than CloudWatch takes. */
export function createDimensionReader(select: SelectDimension | undefined, onExcess: (family: Family) => void): DimensionReader {
  let known = new Map<string, DimensionList>()

  return {
    read(family, extra) {
      // What comes and goes must not be remembered for ever.
      if (known.size > MAX_REMEMBERED_COUNT) known = new Map()
      const names = toDimensionNames(family.labelNames)
      const chosen = family.labelNames.map((label) => select === undefined || select(label, family))
      const roomCount = MAX_DIMENSION_COUNT - (extra === undefined ? 0 : 1)
      let hasExcess = false
      const lists: DimensionList[] = []
      for (let slot = 0; slot < family.labelSets.length; slot++) {
        const dimensions: Dimension[] = []
        for (const [i, text] of (family.labelSets.at(slot) as LabelSet).values.entries()) {
          if (!chosen[i] || text === '') continue
          const value = toAscii(text).slice(0, MAX_DIMENSION_VALUE_LENGTH).trimEnd()
          // CloudWatch refuses blank values; a label that is empty is absent anyway.
          if (value === '') continue
          if (dimensions.length === roomCount) {
            hasExcess = true
            break
          }
          dimensions.push({ Name: names[i] as string, Value: value })
        }
        if (extra) dimensions.push({ Name: toFreeName(toDimensionName(extra.Name), new Set(names)), Value: toDimensionValue(extra.Value) })
        lists.push(remember(dimensions))
      }
      if (hasExcess) onExcess(family)
      return lists
    },
  }

  function remember(dimensions: readonly Dimension[]): DimensionList {
    let key = ''
    // No text holds a line feed any more.
    for (const { Name, Value } of dimensions) key += `${Name}\n${Value}\n`
    const list = known.get(key)
    if (list) return list
    const made = { key, dimensions }
    known.set(key, made)
    return made
  }
}

const MAX_REMEMBERED_COUNT = 100_000

/** Names that become the same are kept apart by trailing underscores. */
function toDimensionNames(labels: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const name = toFreeName(toDimensionName(label), taken)
    taken.add(name)
    return name
  })
}

function toFreeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let i = 2; taken.has(free); i++) free = `${name.slice(0, MAX_DIMENSION_NAME_LENGTH - 8)}_${i}`
  return free
}

function toDimensionName(label: string): string {
  const name = toAscii(label).replace(/^:/, '_').slice(0, MAX_DIMENSION_NAME_LENGTH).trimEnd()
  return name === '' ? '_' : name
}

function toDimensionValue(text: string): string {
  const value = toAscii(text).slice(0, MAX_DIMENSION_VALUE_LENGTH).trimEnd()
  return value === '' ? '_' : value
}
