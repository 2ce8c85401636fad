/** Which counter of the arena's header has the shares of a family. */

import { HEADER_SHARES, SHARE_COUNTERS } from '../arena/layout.js'
import type { Definition } from './definition.js'

const counters = new WeakMap<Definition, number>()

/** Word of the header. Families may share one: then each seems to have more shares than it has, and is looked at sooner. */
export function shareCounter(definition: Definition): number {
  const known = counters.get(definition)
  if (known !== undefined) return known
  let state = 0x811c9dc5
  for (const text of [definition.registry, definition.name]) {
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  }
  const counter = HEADER_SHARES + ((state ^ (state >>> 15)) & (SHARE_COUNTERS - 1))
  counters.set(definition, counter)
  return counter
}
