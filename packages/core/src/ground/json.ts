/** Any plain data as JSON can hold it, nothing lost. */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/**
 * Numbers that JSON does not have become the texts `'NaN'`, `'+Inf'` and `'-Inf'`, as Prometheus writes them; typed arrays become lists; functions and what is undefined are
 * left out.
 */
export function toJsonValue(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    case 'object': {
      if (value === null) return null
      if (Array.isArray(value) || isTypedArray(value)) return Array.from(value, toJsonValue)
      const fields = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== 'function')
      return Object.fromEntries(fields.map(([name, field]) => [name, toJsonValue(field)]))
    }
    default:
      return null
  }
}

function isTypedArray(value: object): value is Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
