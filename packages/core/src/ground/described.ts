/** Objects that say what they are, where Node's `util.inspect` or `JSON.stringify` would show memory pages and never end. */

import { type JsonValue, toJsonValue } from './json.js'

/** The name under which Node's `util.inspect`, and so `console.log`, looks for an object's own text. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** What an instrument says of itself. */
export interface Description {
  readonly kind: string
  readonly name: string
  /** Names of the labels that calls pass. */
  readonly labels?: readonly string[]
  /** How many series the process has of it. */
  readonly series?: number
  /** Of the one series it has. */
  readonly value?: number | Readonly<Record<string, number>>
}

export abstract class Described {
  protected abstract describe(): Description

  /** The same as plain data. */
  toJSON(): JsonValue {
    return toJsonValue(this.describe())
  }

  /** One line. */
  [INSPECT](): string {
    const { kind, name, labels, series, value } = this.describe()
    const of = labels ? `{${labels.join(',')}}` : ''
    const count = series === undefined ? '' : ` ${series} series`
    return `${kind} ${name}${of}${count}${value === undefined ? '' : ` ${show(value)}`}`
  }
}

function show(value: number | Readonly<Record<string, number>>): string {
  if (typeof value === 'number') return String(value)
  return Object.entries(value)
    .map(([name, part]) => `${name}=${part}`)
    .join(' ')
}
