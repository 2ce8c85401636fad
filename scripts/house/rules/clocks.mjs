/** Time is read in two files of a package; everything else is handed it. */

import ts from 'typescript'
import { eachNode, lineOf } from '../project.mjs'

const CLOCK_FILES = /^packages\/[^/]+\/src\/(ground\/)?(clock|timers)\.ts$/
const TIMER_FUNCTIONS = new Set(['setTimeout', 'setInterval', 'setImmediate'])
const TIMER_MODULES = new Set(['timers', 'timers/promises', 'perf_hooks'])
/** Reads of a clock, as they are written. */
const CLOCK_READS = new Set(['Date.now', 'performance.now', 'performance.timeOrigin', 'process.hrtime', 'process.uptime'])

/** @type {import('../project.mjs').Rule} */
export const clocks = {
  name: 'clocks',
  check: ({ sources }) =>
    sources
      .filter((source) => source.isShipped && !CLOCK_FILES.test(source.file))
      .flatMap((source) => {
        /** @type {import('../project.mjs').Fault[]} */
        const faults = []
        const add = (/** @type {number} */ line, /** @type {string} */ what) =>
          faults.push({
            file: source.file,
            line,
            message: `${what} belongs in clock.ts or timers.ts; take a clock or timers as a parameter`,
          })

        for (const { specifier, line, isTypeOnly } of source.imports) {
          if (!isTypeOnly && TIMER_MODULES.has(specifier.replace(/^node:/, ''))) add(line, `"${specifier}"`)
        }
        eachNode(source, (node) => {
          const read = nameOfRead(node)
          if (read !== undefined) add(lineOf(source, node), read)
        })
        return faults
      }),
}

/**
 * How a node reads a clock or sets a timer, or `undefined`.
 *
 * @param {ts.Node} node
 */
function nameOfRead(node) {
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0) return 'new Date()'
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'Date()'
  if (ts.isPropertyAccessExpression(node)) {
    const object = ts.isIdentifier(node.expression) ? node.expression.text : ''
    if (CLOCK_READS.has(`${object}.${node.name.text}`)) return `${object}.${node.name.text}`
    if (object === 'globalThis' && TIMER_FUNCTIONS.has(node.name.text)) return node.name.text
    if (ts.isPropertyAccessExpression(node.expression) && CLOCK_READS.has(`${node.expression.name.text}.${node.name.text}`)) {
      return `${node.expression.name.text}.${node.name.text}`
    }
  }
  if (ts.isIdentifier(node) && TIMER_FUNCTIONS.has(node.text) && isGlobalReference(node)) return node.text
  return undefined
}

/**
 * @param {ts.Expression} expression
 * @param {string} name
 */
function isNamed(expression, name) {
  return ts.isIdentifier(expression) && expression.text === name
}

/**
 * Whether an identifier means the global of its name, as far as its place shows: not a member, a property's name or a declaration.
 *
 * @param {ts.Identifier} node
 */
function isGlobalReference(node) {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isTypeQueryNode(parent) || ts.isQualifiedName(parent)) return false
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node
  return !(
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent)
  )
}
