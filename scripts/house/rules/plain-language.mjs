/** No enums, no parameter properties, and no class leaves a package but errors. */

import ts from 'typescript'
import { eachNode, lineOf } from '../project.mjs'
import { listPublicDeclarations } from '../public-names.mjs'

/** Where a package's error classes are. */
const ERROR_FILE = /\/errors\.ts$/

/** @type {import('../project.mjs').Rule} */
export const plainLanguage = {
  name: 'plain-language',
  check: (project) => [...findForms(project), ...findPublicClasses(project)],
}

/**
 * @param {import('../project.mjs').Project} project
 * @returns {import('../project.mjs').Fault[]}
 */
function findForms({ sources }) {
  return sources
    .filter((source) => source.owner !== undefined && /\.[cm]?ts$/.test(source.file))
    .flatMap((source) => {
      /** @type {import('../project.mjs').Fault[]} */
      const faults = []
      const add = (/** @type {ts.Node} */ node, /** @type {string} */ message) =>
        faults.push({ file: source.file, line: lineOf(source, node), message })
      eachNode(source, (node) => {
        if (ts.isEnumDeclaration(node)) add(node, 'enum; use a union of strings')
        if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) {
          add(node, 'parameter property; declare the field and set it')
        }
      })
      return faults
    })
}

/**
 * Classes within a package are its own affair; one that leaves it makes its private members part of a public type.
 *
 * @param {import('../project.mjs').Project} project
 * @returns {import('../project.mjs').Fault[]}
 */
function findPublicClasses(project) {
  return project.packages
    .filter((one) => one.manifest.private !== true)
    .flatMap((one) => listPublicDeclarations(project, one))
    .filter(({ source, statement }) => ts.isClassDeclaration(statement) && !ERROR_FILE.test(source.file))
    .map(({ source, statement, name }) => ({
      file: source.file,
      line: lineOf(source, statement),
      message: `the class ${name} leaves the package; export an interface and a createX function (error classes live in errors.ts)`,
    }))
}
