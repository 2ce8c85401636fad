/** `?name[]=…`: only the metrics of these names. */

import { claimedNames, type Snapshot } from '@telltale/core/model'

/** The names a request asks for, undefined when it asks for all. Never throws, whatever is given. */
export function requestedNames(target: string): ReadonlySet<string> | undefined {
  const start = target.indexOf('?')
  if (start < 0 || !target.includes('name')) return undefined
  const names = new URLSearchParams(target.slice(start + 1).replace(/#.*$/s, '')).getAll('name[]')
  return names.length === 0 ? undefined : new Set(names)
}

/** The snapshot with the families of which a name is wanted: their own or that of one of their samples, with the prefix before it. They are kept whole. */
export function selectNames(snapshot: Snapshot, names: ReadonlySet<string>, prefix: string): Snapshot {
  const isWanted = ({ kind, name }: Snapshot['families'][number]): boolean => {
    const exposed = prefix + name
    return names.has(exposed) || claimedNames(kind, exposed).some((claimed) => names.has(claimed))
  }
  return { ...snapshot, families: snapshot.families.filter(isWanted) }
}
