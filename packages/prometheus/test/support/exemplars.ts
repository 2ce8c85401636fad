/** Snapshots with exemplars: testkit's arbitraries make none. */

import type { Exemplar, Family, Snapshot } from '@telltale/core/model'
import { snapshotArbitrary, textArbitrary } from '@telltale/testkit/arbitraries'
import fc from 'fast-check'

/** Two in three buckets have one, whose value lies in the bucket. */
function withExemplars(family: Family, texts: readonly string[]): Family {
  if (family.kind !== 'counter' && family.kind !== 'histogram') return family
  const bounds = family.kind === 'histogram' ? family.bounds : []
  const at = (slot: number, bucket: number): Exemplar | undefined => {
    const place = slot * 7 + bucket
    if (place % 3 === 2 || texts.length === 0) return undefined
    const text = texts[place % texts.length] as string
    const value = bounds[bucket] ?? Number.MAX_VALUE
    // Nothing finite lies above a bound that is the greatest number.
    if (value === bounds[bucket - 1]) return undefined
    return {
      labels: text === '' ? { names: [], values: [] } : { names: ['trace_id'], values: [text] },
      value,
      atMillis: 1_700_000_000_123 + place,
    }
  }
  return { ...family, exemplars: { at } }
}

/**
 * Snapshots as a registry could have gathered them, with exemplars of at most 128 code points.
 * @param isReadable which texts an exemplar may hold: Python's parser takes the first `}` inside one for its end.
 */
export function exemplarSnapshotArbitrary(isReadable: (text: string) => boolean = () => true): fc.Arbitrary<Snapshot> {
  const short = textArbitrary().filter((text) => [...text].length <= 100 && isReadable(text))
  return fc
    .tuple(snapshotArbitrary(), fc.array(short, { maxLength: 5 }))
    .map(([snapshot, texts]) => ({ ...snapshot, families: snapshot.families.map((family) => withExemplars(family, texts)) }))
}
