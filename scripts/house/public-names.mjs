/** What a package lets out of its doors, and where it is declared. */

import ts from 'typescript'
import { resolveImport } from './imports.mjs'

/**
 * @typedef {object} PublicDeclaration
 * @property {import('./project.mjs').Source} source the file that declares it
 * @property {ts.Statement} statement
 * @property {string} name as it is named there
 */

/**
 * The declarations of everything that the doors of `one` export as values, followed through re-exports within the package.
 *
 * A door `./x` of the `exports` map is `src/x.ts` or `src/x/index.ts`.
 *
 * @param {import('./project.mjs').Project} project
 * @param {import('../workspace/packages.mjs').WorkspacePackage} one
 * @returns {PublicDeclaration[]}
 */
export function listPublicDeclarations(project, one) {
  const sources = new Map(project.sources.map((source) => [source.file, source]))
  const files = new Set(sources.keys())
  const doors = Object.keys(one.manifest.exports ?? {}).flatMap((door) => {
    const name = door === '.' ? 'index' : door.slice('./'.length)
    const source = sources.get(`${one.folder}/src/${name}.ts`) ?? sources.get(`${one.folder}/src/${name}/index.ts`)
    return source === undefined ? [] : [source]
  })

  /** @type {PublicDeclaration[]} */
  const found = []
  const seen = new Set()
  /** Adds the declaration of the export `wanted` of a file, or of all its exports. */
  const follow = (/** @type {import('./project.mjs').Source} */ source, /** @type {string | undefined} */ wanted) => {
    const key = `${source.file} ${wanted ?? '*'}`
    if (seen.has(key)) return
    seen.add(key)
    for (const { name, local, from } of listExports(source.tree)) {
      if (wanted !== undefined && name !== wanted) continue
      const module = from ?? moduleOf(source.tree, local)?.from
      if (module === undefined) {
        const statement = declarationOf(source.tree, local)
        if (statement !== undefined) found.push({ source, statement, name: local })
        continue
      }
      const target = sources.get(resolveImport(source.file, module, files) ?? '')
      if (target !== undefined) follow(target, from === undefined ? moduleOf(source.tree, local)?.name : local)
    }
  }
  for (const door of doors) follow(door, undefined)
  return found
}

/**
 * @typedef {object} Export
 * @property {string} name what importers call it
 * @property {string} local what it is called here, or in the module it comes from
 * @property {string | undefined} from the module that it is re-exported from
 */

/**
 * @param {ts.SourceFile} tree
 * @returns {Export[]}
 */
function listExports(tree) {
  return tree.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier, isTypeOnly } = statement
      if (isTypeOnly || exportClause === undefined || !ts.isNamedExports(exportClause)) return []
      const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined
      return exportClause.elements
        .filter((one) => !one.isTypeOnly)
        .map((one) => ({ name: one.name.text, local: (one.propertyName ?? one.name).text, from }))
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) !== true) return []
    return namesOf(statement).map((name) => ({ name, local: name, from: undefined }))
  })
}

/**
 * The module that a file imports a name from, and the name it has there.
 *
 * @param {ts.SourceFile} tree
 * @param {string} local
 */
function moduleOf(tree, local) {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue
    const found = bindings.elements.find((one) => one.name.text === local)
    if (found !== undefined) return { from: statement.moduleSpecifier.text, name: (found.propertyName ?? found.name).text }
  }
  return undefined
}

/**
 * @param {ts.SourceFile} tree
 * @param {string} name
 */
function declarationOf(tree, name) {
  return tree.statements.find((statement) => !ts.isExportDeclaration(statement) && namesOf(statement).includes(name))
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  }
  const isNamed = ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) || ts.isEnumDeclaration(statement)
  return isNamed && statement.name !== undefined ? [statement.name.text] : []
}
