/** What the house rules look at: the repository's files and its parsed sources. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { listPackages } from '../workspace/packages.mjs'
import { listRepositoryFiles } from '../workspace/repository-files.mjs'
import { listImports } from './imports.mjs'

/**
 * @typedef {object} Fault
 * @property {string} file relative to the root
 * @property {number} line counted from 1
 * @property {string} message what is wrong and what to do about it
 */

/**
 * @typedef {object} Rule
 * @property {string} name as it is printed
 * @property {(project: Project) => Fault[]} check
 */

/**
 * @typedef {object} Source one TypeScript or JavaScript file
 * @property {string} file relative to the root, with forward slashes
 * @property {string} text
 * @property {ts.SourceFile} tree
 * @property {import('./imports.mjs').Import[]} imports every module it names, type imports included
 * @property {import('../workspace/packages.mjs').WorkspacePackage | undefined} owner the package it lies in
 * @property {boolean} isShipped below `src` of a package that is published
 * @property {boolean} isTest in a package's `test` folder or below `tests`
 */

/**
 * @typedef {object} Project
 * @property {string} root
 * @property {string[]} files every file of the repository, relative to the root
 * @property {Source[]} sources
 * @property {import('../workspace/packages.mjs').WorkspacePackage[]} packages
 */

/**
 * Reads the repository at `root`: what git tracks there, or would.
 *
 * @param {string} root
 * @returns {Project}
 */
export function loadProject(root) {
  const packages = listPackages(root)
  const files = listRepositoryFiles(root)
  const sources = files.filter((file) => /\.[cm]?[jt]s$/.test(file)).map((file) => parse(root, packages, file))
  return { root, files, sources, packages }
}

/**
 * The line, counted from 1, at which a node of a source begins.
 *
 * @param {Source} source
 * @param {ts.Node} node
 */
export function lineOf(source, node) {
  return source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1
}

/**
 * Calls `visit` with every node of a source, parents first.
 *
 * @param {Source} source
 * @param {(node: ts.Node) => void} visit
 */
export function eachNode(source, visit) {
  const walk = (/** @type {ts.Node} */ node) => {
    visit(node)
    ts.forEachChild(node, walk)
  }
  ts.forEachChild(source.tree, walk)
}

/**
 * @param {string} root
 * @param {Project['packages']} packages
 * @param {string} file
 * @returns {Source}
 */
function parse(root, packages, file) {
  const text = readFileSync(join(root, file), 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const owner = packages.find((one) => file.startsWith(`${one.folder}/`))
  const within = owner === undefined ? file : file.slice(owner.folder.length + 1)
  return {
    file,
    text,
    tree,
    imports: listImports(tree),
    owner,
    isShipped: owner !== undefined && owner.manifest.private !== true && within.startsWith('src/'),
    isTest: owner === undefined ? file.startsWith('tests/') : within.startsWith('test/'),
  }
}
