/** Bodies within Datadog's limits: how series are put together, and taken apart again when they turn out too large. */

import type { Endpoint, Item } from './encoder.js'

/** docs.datadoghq.com/api/latest/metrics, "Submit metrics": the maximum payload size, compressed and decompressed. */
export const MAX_COMPRESSED_BYTES = 512_000
export const MAX_DECOMPRESSED_BYTES = 5_242_880

/** What goes in one request. */
export interface Batch {
  readonly endpoint: Endpoint
  readonly items: readonly Item[]
}

const OPEN = '{"series":['
const CLOSE = ']}'
/** Seconds since the epoch have ten digits until the year 2286. */
const TIME_BYTES = 10
const ENVELOPE_BYTES = OPEN.length + CLOSE.length

/** Items in order, in as few batches as fit uncompressed. One that fits in none is alone in its batch. */
export function packBatches(items: readonly Item[], maxBytes = MAX_DECOMPRESSED_BYTES): Batch[] {
  return (['series', 'distribution_points'] as const).flatMap((endpoint) => {
    const batches: Item[][] = []
    let bytes = 0
    for (const item of items) {
      if (item.endpoint !== endpoint) continue
      const itemBytes = sizeOf(item)
      const batch = batches.at(-1)
      if (batch === undefined || bytes + 1 + itemBytes > maxBytes) {
        batches.push([item])
        bytes = ENVELOPE_BYTES + itemBytes
      } else {
        batch.push(item)
        bytes += 1 + itemBytes
      }
    }
    return batches.map((batch) => ({ endpoint, items: batch }))
  })
}

/** The body of a request. */
export function encodeBody({ items }: Batch, timestampSeconds: number): string {
  return OPEN + items.map(({ head, tail }) => `${head}${timestampSeconds}${tail}`).join(',') + CLOSE
}

/** Two halves, in order; none of a batch that cannot be divided. */
export function splitBatch({ endpoint, items }: Batch): readonly Batch[] {
  if (items.length < 2) return []
  const middle = items.length >> 1
  return [
    { endpoint, items: items.slice(0, middle) },
    { endpoint, items: items.slice(middle) },
  ]
}

function sizeOf({ head, tail }: Item): number {
  return Buffer.byteLength(head) + TIME_BYTES + Buffer.byteLength(tail)
}
