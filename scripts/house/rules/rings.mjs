/** No files import one another in a ring, not even for types. */

import { resolveImport } from '../imports.mjs'

/** @type {import('../project.mjs').Rule} */
export const rings = {
  name: 'rings',
  check: ({ sources, files }) => {
    const known = new Set(files)
    /** @type {Map<string, { target: string, line: number }[]>} */
    const edges = new Map()
    for (const source of sources) {
      const targets = source.imports.flatMap(({ specifier, line }) => {
        const target = specifier.startsWith('.') ? resolveImport(source.file, specifier, known) : undefined
        return target === undefined || target === source.file ? [] : [{ target, line }]
      })
      edges.set(source.file, targets)
    }
    return findRings(edges).map((ring) => {
      const first = /** @type {string} */ (ring[0])
      const line = edges.get(first)?.find(({ target }) => target === ring[1])?.line ?? 1
      return { file: first, line, message: `imports itself by way of ${[...ring.slice(1), first].join(' → ')}; move what they share down` }
    })
  },
}

/**
 * One ring of each knot of files that import one another.
 *
 * @param {Map<string, { target: string }[]>} edges
 * @returns {string[][]}
 */
function findRings(edges) {
  /** @type {string[][]} */
  const found = []
  /** @type {Map<string, 'open' | 'done'>} */
  const states = new Map()
  /** @type {string[]} */
  const trail = []
  const visit = (/** @type {string} */ file) => {
    states.set(file, 'open')
    trail.push(file)
    for (const { target } of edges.get(file) ?? []) {
      const state = states.get(target)
      if (state === 'open') found.push(trail.slice(trail.indexOf(target)))
      else if (state === undefined) visit(target)
    }
    trail.pop()
    states.set(file, 'done')
  }
  for (const file of edges.keys()) if (!states.has(file)) visit(file)
  return found
}
