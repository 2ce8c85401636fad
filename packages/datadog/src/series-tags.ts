/** The tags of a family's series, made once a series and kept as long as the core keeps the series. */

import type { Family, LabelSet, Resource } from '@telltale/core/model'
import { toTag } from './naming.js'

/** Tags of one series, as a list and as the JSON of it. */
export interface TagSet {
  readonly list: readonly string[]
  readonly json: string
}

export interface SeriesTags {
  /** Of the series in a slot. */
  of(family: Family, slot: number): TagSet
}

/** Where the unified service tags are in a resource, by OpenTelemetry's names. */
const RESOURCE_TAGS: readonly (readonly [string, string])[] = [
  ['env', 'deployment.environment.name'],
  ['service', 'service.name'],
  ['version', 'service.version'],
]

/** @param tags Those of every metric. A label of a series wins over one of the same key. */
export function createSeriesTags(tags: ReadonlyMap<string, string>, resource: Resource): SeriesTags {
  const given = new Map(tags)
  for (const [key, attribute] of RESOURCE_TAGS) {
    const value = resource.attributes[attribute]
    if (value && !given.has(key)) given.set(key, value)
  }
  const known = new WeakMap<object, TagSet[]>()
  return {
    of(family, slot) {
      const { generation } = family.labelSets
      const sets = known.get(generation) ?? []
      known.set(generation, sets)
      const made = sets[slot]
      if (made !== undefined) return made
      const set = tagSetOf(tagsOf(family.labelSets.at(slot), given))
      sets[slot] = set
      return set
    },
  }
}

/** The same tags and one more. */
export function withTag({ list }: TagSet, key: string, value: string): TagSet {
  return tagSetOf([...list, toTag(key, value)])
}

function tagSetOf(list: readonly string[]): TagSet {
  return { list, json: JSON.stringify(list) }
}

function tagsOf({ names, values }: LabelSet, given: ReadonlyMap<string, string>): string[] {
  const own: string[] = []
  for (let i = 0; i < names.length; i++) if (values[i] !== '') own.push(toTag(names[i] as string, values[i] as string))
  const shared: string[] = []
  for (const [key, value] of given) {
    const position = names.indexOf(key)
    if (position < 0 || values[position] === '') shared.push(value === '' ? toTag(key, '').slice(0, -1) : toTag(key, value))
  }
  return [...shared, ...own]
}
