/** Foreign values as they appear in messages: short, on one line, without running any code of theirs. */

const SHOWN_CHARACTERS = 80

/** A value for an error message. Control characters are escaped, long text is cut, objects are named by their type only. */
export function quote(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)
    case 'bigint':
      return `${value}n`
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    default:
      return value === null ? 'null' : Array.isArray(value) ? `an array of ${value.length}` : 'an object'
  }
}
