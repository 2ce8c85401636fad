/** The modules a source file names, and where. */

import { dirname, posix } from 'node:path'
import ts from 'typescript'

/**
 * @typedef {object} Import
 * @property {string} specifier as written
 * @property {number} line counted from 1
 * @property {boolean} isTypeOnly nothing of it is left when types are erased
 */

/**
 * Every module that a file imports, re-exports, requires, loads with `import()` or names in an import type.
 *
 * @param {ts.SourceFile} tree
 * @returns {Import[]}
 */
export function listImports(tree) {
  /** @type {Import[]} */
  const imports = []
  const add = (/** @type {ts.Node | undefined} */ named, /** @type {boolean} */ isTypeOnly) => {
    if (named === undefined || !ts.isStringLiteralLike(named)) return
    imports.push({ specifier: named.text, line: tree.getLineAndCharacterOfPosition(named.getStart(tree)).line + 1, isTypeOnly })
  }
  const walk = (/** @type {ts.Node} */ node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isExternalModuleReference(node)) add(node.expression, false)
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0], false)
    ts.forEachChild(node, walk)
  }
  walk(tree)
  return imports
}

/**
 * The file of the repository that a relative import means, or `undefined` when it means none of `files`.
 *
 * TypeScript's sources name the file that will be built: `./lane.js` is `lane.ts`.
 *
 * @param {string} importer
 * @param {string} specifier
 * @param {ReadonlySet<string>} files
 */
export function resolveImport(importer, specifier, files) {
  const path = posix.join(dirname(importer), specifier)
  const tries = [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}/index.ts`]
  return tries.find((file) => files.has(file))
}

/** @param {ts.Expression} callee */
function isLoad(callee) {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}
