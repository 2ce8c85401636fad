/** What a registry has made in this thread, and which names are taken by it. */

import { TelltaleError } from '../ground/errors.js'
import { quote } from '../ground/quote.js'
import { claimedNames } from '../model/names.js'
import { type Definition, definitionText, describeDefinition } from '../series/definition.js'
import type { Plan } from './plan.js'

export interface Entry {
  readonly plan: Plan<Definition>
  readonly instrument: object
  /** Nothing was recorded of it in this thread: it was denied, or the registry was switched off. */
  readonly isOff: boolean
}

export class Catalogue {
  /** By the name that is recorded. */
  private readonly entries = new Map<string, Entry>()
  /** Recorded names by those that were asked for, where a filter made them differ. */
  private readonly renamed = new Map<string, string>()
  /** Which metric claims a name on the wire. */
  private readonly claims = new Map<string, Definition>()

  /**
   * What was made of an equal plan.
   * @throws TelltaleError `metric_conflict` when the name is taken by another definition, or would share one on the wire.
   */
  find(plan: Plan<Definition>): Entry | undefined {
    const { definition } = plan
    const known = this.entries.get(definition.name)
    if (known) {
      if (planText(known.plan) === planText(plan)) return known
      throw conflict(known.plan.definition, definition)
    }
    for (const name of claimsOf(plan)) {
      const claimant = this.claims.get(name)
      if (claimant) throw conflict(claimant, definition, name)
    }
    return undefined
  }

  add(entry: Entry): void {
    const { plan } = entry
    const { definition, askedName } = plan
    this.entries.set(definition.name, entry)
    if (askedName !== definition.name) this.renamed.set(askedName, definition.name)
    for (const name of claimsOf(plan)) this.claims.set(name, definition)
  }

  /** By the name that was asked for or the one that is recorded. */
  get(name: string): Entry | undefined {
    return this.entries.get(this.renamed.get(name) ?? name)
  }

  remove({ plan }: Entry): void {
    this.entries.delete(plan.definition.name)
    for (const name of claimsOf(plan)) this.claims.delete(name)
    for (const [asked, name] of this.renamed) if (name === plan.definition.name) this.renamed.delete(asked)
  }

  /** Sorted by name. */
  all(): readonly Entry[] {
    return [...this.entries.values()].sort((a, b) => (a.plan.definition.name < b.plan.definition.name ? -1 : 1))
  }
}

/** What is not exposed claims nothing. */
function claimsOf({ definition, isDenied }: Plan<Definition>): readonly string[] {
  return isDenied ? [] : claimedNames(definition.kind, definition.name)
}

/** Two metrics that are recorded alike differ all the same when calls pass other labels. */
function planText({ definition, given }: Plan<Definition>): string {
  return JSON.stringify([definitionText(definition), given])
}

function conflict(known: Definition, wanted: Definition, claimed?: string): TelltaleError {
  const shared = claimed === undefined ? '' : `; both would expose ${quote(claimed)}`
  return new TelltaleError(
    'metric_conflict',
    `${wanted.kind} ${quote(wanted.name)}: expected the definition it has already, ${describeDefinition(known)}, got ${describeDefinition(wanted)}${shared}`,
  )
}
