/** In core, imports go down only. */

import { resolveImport } from '../imports.mjs'

/** The floor of each room of core; files directly below `src` are the doors, on the top floor. */
const FLOORS = new Map([
  ['ground', 0],
  ['arena', 1],
  ['model', 1],
  ['context', 1],
  ['series', 2],
  ['events', 2],
  ['instruments', 3],
  ['trace', 3],
  ['push', 3],
  ['registry', 4],
])
const DOOR_FLOOR = 5
const CORE = 'packages/core/src/'

/**
 * A room may import itself and rooms on lower floors: never a higher room, and never another on its own floor, so that, for
 * instance, trace and instruments do not meet. Type imports count.
 *
 * @type {import('../project.mjs').Rule}
 */
export const layers = {
  name: 'layers',
  check: ({ sources, files }) => {
    const known = new Set(files)
    return sources
      .filter((source) => source.file.startsWith(CORE))
      .flatMap((source) => {
        const from = roomOf(source.file)
        const fromFloor = floorOf(from)
        if (fromFloor === undefined) {
          const message = `there is no room "${from}" in core; move the file into one of ${[...FLOORS.keys()].join(', ')}`
          return [{ file: source.file, line: 1, message }]
        }
        return source.imports.flatMap(({ specifier, line }) => {
          if (!specifier.startsWith('.')) return []
          const target = resolveImport(source.file, specifier, known)
          if (target === undefined || !target.startsWith(CORE)) return []
          const to = roomOf(target)
          const toFloor = floorOf(to) ?? DOOR_FLOOR
          if (to === from || toFloor < fromFloor) return []
          const relation = toFloor === fromFloor ? 'is on the same floor as' : 'is above'
          const message = `${to} (floor ${toFloor}) ${relation} ${from} (floor ${fromFloor}); move what both need to a lower room`
          return [{ file: source.file, line, message }]
        })
      })
  },
}

/** @param {string} file a file below core's `src` */
function roomOf(file) {
  const parts = file.slice(CORE.length).split('/')
  return parts.length === 1 ? 'the doors' : /** @type {string} */ (parts[0])
}

/** @param {string} room */
function floorOf(room) {
  return room === 'the doors' ? DOOR_FLOOR : FLOORS.get(room)
}
