/** Whether a snapshot is left as it was. */

import type { Snapshot } from '@telltale/core/model'
import { failure } from '../assertions/failure.js'

/** Freezes its objects and lists, copies its columns, and answers a check that these are the same still. */
export function watchSnapshot(snapshot: Snapshot): () => void {
  const columns: { readonly column: Uint8Array; readonly copy: Uint8Array; readonly path: string }[] = []
  const pending: { readonly value: unknown; readonly path: string }[] = [{ value: snapshot, path: 'snapshot' }]
  const seen = new Set<unknown>()
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path } = next
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (ArrayBuffer.isView(value)) {
      const column = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      columns.push({ column, copy: column.slice(), path })
    } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
      Object.freeze(value)
      for (const [key, part] of Object.entries(value)) pending.push({ value: part, path: `${path}.${key}` })
    }
  }
  return () => {
    for (const { column, copy, path } of columns) {
      if (Buffer.compare(column, copy) !== 0) throw failure(`push: expected ${path} to be left as it is, got it changed`)
    }
  }
}
