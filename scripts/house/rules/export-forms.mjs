/** Public names are listed one by one. */

import ts from 'typescript'
import { eachNode, lineOf } from '../project.mjs'

/** Files that some tool loads by their default export. */
const LOADED_BY_DEFAULT = /(^|\/)([^/]+\.config\.ts|vitest\.workspace\.ts)$|^scripts\/vitest\/run-report\.mjs$/
/** The drop-in must look like what it replaces. */
const DROP_IN = 'packages/prom-client/src/'

/** @type {import('../project.mjs').Rule} */
export const exportForms = {
  name: 'export-forms',
  check: ({ sources }) =>
    sources
      .filter(({ file }) => !LOADED_BY_DEFAULT.test(file) && !file.startsWith(DROP_IN))
      .flatMap((source) => {
        /** @type {import('../project.mjs').Fault[]} */
        const faults = []
        eachNode(source, (node) => {
          const message = faultOf(node)
          if (message !== undefined) faults.push({ file: source.file, line: lineOf(source, node), message })
        })
        return faults
      }),
}

/** @param {ts.Node} node */
function faultOf(node) {
  if (ts.isExportDeclaration(node)) {
    if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) return '`export *` leaks names; list them one by one'
    return node.exportClause.elements.some((one) => one.name.text === 'default') ? 'default export; give it a name' : undefined
  }
  if (ts.isExportAssignment(node)) return 'default export; give it a name'
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword) ? 'default export; give it a name' : undefined
}
