/** Foreign values as they appear in messages: short, on one line, without running any code of theirs. */

const SHOWN_CHARACTERS = 80

/** A value for an error message. Control characters are escaped, long text is cut, objects are named by their type only. */
export function quote(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value).replace(LINE_ENDS, escapeUnit)
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
      return value === null ? 'null' : isArray(value as object) ? 'an array' : 'an object'
  }
}

const LINE_CHARACTERS = 300
const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/gu

/** Text from outside as a part of a message: on one line, at most 300 characters of it. */
export function toLine(text: string): string {
  return (text.length > LINE_CHARACTERS ? `${text.slice(0, LINE_CHARACTERS)}…` : text).replace(CONTROL_CHARACTERS, escapeUnit)
}

/** Control characters and line ends that JSON lets through. */
const LINE_ENDS = /[\u007f-\u009f\u2028\u2029]/g

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Of a proxy nothing can be asked but this, and of a revoked one not even this. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}
