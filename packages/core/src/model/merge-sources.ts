/** Several sources of snapshots as one: registries of their own, to be exposed together. */

import { collectFaults } from '../ground/faults.js'
import { createProblemReporter, type Problem, type ProblemReporter } from '../ground/problems.js'
import { quote } from '../ground/quote.js'
import { concatFamilies, createPlaces, isShapedAlike, type Places } from './concat-families.js'
import { claimedNames } from './names.js'
import type { Family, Snapshot, SnapshotSource } from './snapshot.js'

export interface MergeOptions {
  /** Name of the whole. @defaultValue the sources' names, joined by `+` */
  readonly name?: string
  /** Told once per kind and metric what could not be shown: `metric_conflict`, `duplicate_series`. @defaultValue process.emitWarning */
  readonly onConflict?: (problem: Problem) => void
}

/**
 * A source that shows the families of all sources, sorted by name. It gathers from them anew each time and keeps nothing of their numbers.
 *
 * A family that several sources have alike (kind, unit, labels, bounds, quantiles) is one, with the series of all; of series with the same labels the one of the source that was given
 * first is shown. So is the first of families that have a name in common, on the wire too, and differ: sums over things that are not the same would be wrong. Both are
 * told to `onConflict`. Slots stay where they are while those of the sources do.
 *
 * @throws TelltaleError `invalid_options` naming every faulty argument.
 * @example metricsHandler(mergeSources([createRegistry(), createRegistry({ name: 'plugin' })]))
 */
export function mergeSources(sources: readonly SnapshotSource[], options: MergeOptions = {}): SnapshotSource {
  const faults = collectFaults('mergeSources')
  const areSources = Array.isArray(sources) && sources.length > 0 && sources.every(isSource)
  faults.expect(areSources, 'sources', 'a list of one or more registries or other sources of snapshots', sources)
  const { name = areSources ? sources.map((source) => source.name).join('+') : '', onConflict } = options
  faults.expect(typeof name === 'string', 'name', 'a string', name)
  faults.expect(onConflict === undefined || typeof onConflict === 'function', 'onConflict', 'a function', onConflict)
  faults.throwIfAny()

  const all = [...sources]
  const merge = createMerger(
    all.map((source) => source.name),
    createProblemReporter(onConflict),
  )
  return {
    name,
    gather() {
      const merging = merge(all.map((source) => source.gather()))
      for (;;) {
        const step = merging.next()
        if (step.done) return step.value
      }
    },
    *gatherChunks(budgetMillis) {
      const snapshots: Snapshot[] = []
      for (const source of all) snapshots.push(yield* source.gatherChunks(budgetMillis))
      return yield* merge(snapshots)
    },
  }
}

function isSource(value: unknown): value is SnapshotSource {
  if (typeof value !== 'object' || value === null) return false
  const { gather, gatherChunks } = value as Partial<Record<keyof SnapshotSource, unknown>>
  return typeof gather === 'function' && typeof gatherChunks === 'function'
}

/** The families of one name, by source. */
interface Alike {
  readonly source: number
  readonly family: Family
}

/** Yields after each family that several sources have. */
function createMerger(names: readonly string[], report: ProblemReporter) {
  /** Where the series of shared families are, kept so that their slots stay. */
  const kept = new Map<string, Places>()

  function group(snapshots: readonly Snapshot[]): Map<string, Alike[]> {
    const byName = new Map<string, Alike[]>()
    const claims = new Map<string, Alike>()
    for (const [source, { families }] of snapshots.entries()) {
      for (const family of families) {
        const here = { source, family }
        const alike = byName.get(family.name)
        const [first] = alike ?? []
        const rival = first ?? claimedNames(family.kind, family.name).flatMap((name) => claims.get(name) ?? [])[0]
        if (rival && !(first && isShapedAlike(rival.family, family))) {
          reportConflict(rival, here)
        } else if (alike) {
          alike.push(here)
        } else {
          byName.set(family.name, [here])
          for (const name of claimedNames(family.kind, family.name)) claims.set(name, here)
        }
      }
    }
    return byName
  }

  function reportConflict(first: Alike, other: Alike): void {
    const show = ({ source, family }: Alike): string =>
      `${family.kind} ${quote(family.name)} with labels [${family.labelNames.join(', ')}] of ${quote(names[source])}`
    const message = `two sources have ${show(first)} and ${show(other)}, which cannot be shown together; only the first is`
    report({ kind: 'metric_conflict', metric: other.family.name, message })
  }

  function join(name: string, alike: readonly Alike[]): Family {
    const parts = alike.map(({ family }) => family)
    const [only, ...others] = parts as [Family, ...Family[]]
    if (others.length === 0) {
      kept.delete(name)
      return only
    }
    const sources = alike.map(({ source }) => source)
    const onDouble = (): void =>
      report({
        kind: 'duplicate_series',
        metric: name,
        message: `metric ${quote(name)}: several of ${sources.map((source) => quote(names[source])).join(', ')} have series with the same labels; the first is shown`,
      })
    let places = kept.get(name)
    if (!places?.fits(sources, parts)) {
      const made = createPlaces(sources, parts)
      // One that was gathered before what is known, in turns that took longer, is not worth forgetting that.
      if (!places?.isAhead(sources, parts)) kept.set(name, made)
      places = made
    }
    return concatFamilies(parts, places.extend(parts, onDouble))
  }

  return function* merge(snapshots: readonly Snapshot[]): Generator<undefined, Snapshot, void> {
    const byName = group(snapshots)
    const families: Family[] = []
    for (const name of [...byName.keys()].sort()) {
      const alike = byName.get(name) as Alike[]
      families.push(join(name, alike))
      if (alike.length > 1) yield
    }
    for (const name of kept.keys()) if (!byName.has(name)) kept.delete(name)
    const attributes = Object.assign({}, ...snapshots.map(({ resource }) => resource.attributes).reverse())
    return { takenAtMillis: Math.max(...snapshots.map(({ takenAtMillis }) => takenAtMillis)), resource: { attributes }, families }
  }
}
