/** What identifies a series inside its family: an ordered set of labels. */

/** What a caller may pass as a label value. Numbers, booleans and bigints become their text; null and undefined are the empty value. */
export type LabelValue = string | number | bigint | boolean | null | undefined

/** The labels of one series. `values[i]` belongs to `names[i]`; an empty value means the label is absent. */
export interface LabelSet {
  readonly names: readonly string[]
  readonly values: readonly string[]
}

/**
 * The label sets of a family's series, by slot.
 *
 * `at(i)` makes its answer when asked, so that a registry of a million series does not cost a million objects to somebody who never
 * asks; ask once per slot and keep what you derive from it. Two lists with the same `generation` object agree on every slot they share, and a
 * later one may only be longer: an exporter caches its rendering in a `WeakMap` keyed by `generation` and extends it.
 */
export interface LabelSetList extends Iterable<LabelSet> {
  readonly length: number
  readonly generation: object
  /** @throws RangeError when `slot` is outside `[0, length)`. */
  at(slot: number): LabelSet
}

/** The value of one label, or `''` when the set does not have it. */
export function labelValue(labels: LabelSet, name: string): string {
  const position = labels.names.indexOf(name)
  return position < 0 ? '' : (labels.values[position] ?? '')
}
