/** Between the labels that calls pass and those that are recorded, where a filter drops labels or maps their values. */

import { quote } from '../ground/quote.js'
import { createLabelIndex, type Indexed, type LabelIndex } from './label-index.js'
import { labelText, MAX_LABEL_VALUE_LENGTH } from './label-values.js'

/** What is recorded in place of a label value. */
export type MapLabel = (value: string) => unknown

export interface Relabelling {
  /** The labels that calls pass, in declared order. */
  readonly given: readonly string[]
  /** What is recorded of each of them, by position. */
  readonly columns: readonly Column[]
  /** How many labels are recorded. */
  readonly keptCount: number
  /** The texts recorded for the texts given. Runs the maps for values not seen lately, and never throws. */
  apply(texts: readonly string[]): string[]
}

/** One label that calls pass. */
interface Column {
  readonly isKept: boolean
  /** By value given: what was recorded for it; undefined when every value stands for itself. */
  readonly seen: Map<string, string> | undefined
}

/** Values remembered for each mapped label; past it they are all forgotten, and mapped again as they come. */
const MAX_SEEN_VALUES = 10_000
/** Longest value remembered, UTF-16 units: all of them together are a few megabytes at most, whatever calls pass. */
const MAX_SEEN_LENGTH = 256

/**
 * @param maps By label name, run one after the other.
 * @param onFault Told why a value was kept as it is: a map threw, or answered what cannot be a label value.
 */
export function createRelabelling(
  given: readonly string[],
  dropped: ReadonlySet<string>,
  maps: ReadonlyMap<string, readonly MapLabel[]>,
  onFault: (label: string, reason: string) => void,
): Relabelling {
  const columns = given.map((name): Column => {
    const isKept = !dropped.has(name)
    return { isKept, seen: isKept && maps.has(name) ? new Map() : undefined }
  })

  function mapped(name: string, value: string): string {
    let text = value
    for (const map of maps.get(name) ?? []) {
      try {
        const answer = labelText(map(text))
        if (answer === undefined || answer.length > MAX_LABEL_VALUE_LENGTH) onFault(name, 'its map answered what cannot be a label value')
        else text = answer.toWellFormed()
      } catch (error) {
        onFault(name, reasonOf(error))
      }
    }
    return text
  }

  return {
    given,
    columns,
    keptCount: columns.filter(({ isKept }) => isKept).length,
    apply: (texts) =>
      columns.flatMap(({ isKept, seen }, i) => {
        const value = texts[i] as string
        if (!isKept || !seen) return isKept ? [value] : []
        const known = seen.get(value)
        if (known !== undefined) return [known]
        const text = mapped(given[i] as string, value)
        if (value.length > MAX_SEEN_LENGTH) return [text]
        if (seen.size >= MAX_SEEN_VALUES) seen.clear()
        seen.set(value, text)
        return [text]
      }),
  }
}

/** Whatever a foreign function threw. Asking it anything may throw again. */
function reasonOf(error: unknown): string {
  try {
    return `its map threw ${quote(error instanceof Error ? error.message : error)}`
  } catch {
    return 'its map threw'
  }
}

/** A label index that is asked by the labels given and holds series by the labels recorded: several label sets may lead to one series. */
export function createRelabelledIndex<S extends Indexed>(relabelling: Relabelling): LabelIndex<S> {
  return new RelabelledIndex<S>(relabelling)
}

/** Every how many look-ups a wary index finds nothing. */
const WARY_MASK = 7

class RelabelledIndex<S extends Indexed> implements LabelIndex<S> {
  isWary = false
  private readonly given: readonly string[]
  private readonly columns: readonly Column[]
  private readonly tree: LabelIndex<S>
  /** The one series of a metric whose labels are all dropped. */
  private only: S | undefined = undefined
  private wariness = 0
  /** The texts of one look-up. */
  private readonly texts: string[]

  constructor({ given, columns, keptCount }: Relabelling) {
    this.given = given
    this.columns = columns
    // Only the fast way in by an object needs names, and this index has its own.
    this.tree = createLabelIndex<S>([])
    this.texts = Array.from({ length: keptCount }, () => '')
  }

  /** Runs no map: what none has seen is not found. */
  find(labels: object): S | undefined {
    if (this.isWary && (this.wariness++ & WARY_MASK) === 0) return undefined
    const { given, columns, texts } = this
    let count = 0
    let kept = 0
    for (const name in labels) {
      if (name !== given[count]) return undefined
      const text = labelText((labels as Record<string, unknown>)[name])
      if (text === undefined || text.length > MAX_LABEL_VALUE_LENGTH) return undefined
      const { isKept, seen } = columns[count++] as Column
      if (!isKept) continue
      const recorded = seen === undefined ? text : seen.get(text)
      if (recorded === undefined) return undefined
      texts[kept++] = recorded
    }
    return count === given.length ? this.get(texts) : undefined
  }

  get(texts: readonly string[]): S | undefined {
    return texts.length === 0 ? this.only : this.tree.get(texts)
  }

  add(texts: readonly string[], series: S): void {
    if (texts.length === 0) this.only = series
    else this.tree.add(texts, series)
  }

  delete(texts: readonly string[]): void {
    if (texts.length === 0) this.only = undefined
    else this.tree.delete(texts)
  }

  *entries(): Generator<readonly [texts: readonly string[], series: S], void, void> {
    yield* this.tree.entries()
    if (this.only) yield [[], this.only]
  }
}
