/** No test is left out and none runs alone. */

import ts from 'typescript'
import { eachNode, lineOf } from '../project.mjs'

const RUNNERS = new Set(['bench', 'describe', 'it', 'suite', 'test'])
const SELECTORS = new Set(['only', 'runIf', 'skip', 'skipIf', 'todo'])
const SHORT_FORMS = new Set(['fdescribe', 'fit', 'xdescribe', 'xit', 'xtest'])

/** @type {import('../project.mjs').Rule} */
export const wholeTests = {
  name: 'whole-tests',
  check: ({ sources }) =>
    sources
      .filter((source) => source.isTest || /\.test(-d)?\.[cm]?[jt]s$/.test(source.file))
      .flatMap((source) => {
        /** @type {import('../project.mjs').Fault[]} */
        const faults = []
        eachNode(source, (node) => {
          const form = selectingForm(node)
          if (form === undefined) return
          const message = `${form} leaves tests out; a test that needs a server uses describeWithServer of scripts/servers`
          faults.push({ file: source.file, line: lineOf(source, node), message })
        })
        return faults
      }),
}

/** @param {ts.Node} node */
function selectingForm(node) {
  if (ts.isIdentifier(node) && SHORT_FORMS.has(node.text) && ts.isCallExpression(node.parent)) return node.text
  if (ts.isPropertyAccessExpression(node) && SELECTORS.has(node.name.text) && startsAtRunner(node.expression)) return `.${node.name.text}`
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name) || !SELECTORS.has(node.name.text)) return undefined
  const call = node.parent.parent
  const isSet = node.initializer.kind !== ts.SyntaxKind.FalseKeyword
  return isSet && ts.isCallExpression(call) && startsAtRunner(call.expression) ? `{ ${node.name.text} }` : undefined
}

/**
 * Whether an expression is a test runner or a form of one: `test`, `describe.concurrent`, `test.each(table)`.
 *
 * @param {ts.Expression} expression
 * @returns {boolean}
 */
function startsAtRunner(expression) {
  if (ts.isIdentifier(expression)) return RUNNERS.has(expression.text)
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) return startsAtRunner(expression.expression)
  return false
}
