/** Nothing is typed `any`. */

import ts from 'typescript'
import { eachNode, lineOf } from '../project.mjs'

/** @type {import('../project.mjs').Rule} */
export const noAny = {
  name: 'no-any',
  check: ({ sources }) =>
    sources
      .filter((source) => /\.[cm]?ts$/.test(source.file))
      .flatMap((source) => {
        /** @type {import('../project.mjs').Fault[]} */
        const faults = []
        eachNode(source, (node) => {
          if (node.kind !== ts.SyntaxKind.AnyKeyword) return
          faults.push({
            file: source.file,
            line: lineOf(source, node),
            message: '`any` switches checking off; use `unknown` or the real type',
          })
        })
        return faults
      }),
}
