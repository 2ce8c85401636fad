/** The README's quick start, as the programs that a reader would make of it. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { ROOT } from '../../scripts/workspace/root.mjs'

/** Printed between what the quick start prints and the metrics it has made. */
export const METRICS_FOLLOW = '--- metrics ---'

/** Appended to the quick start: prints the text of all it has recorded, and ends although it may serve for ever. */
const TAIL = `
{
  const { createRegistry } = await import('@telltale/core')
  const { encodeText } = await import('@telltale/prometheus')
  console.log('${METRICS_FOLLOW}')
  console.log(encodeText(createRegistry().gather()))
  process.exit(0)
}
`

export interface QuickStart {
  /** TypeScript as in the README, on a free port, with a tail that prints the metrics. */
  readonly typescript: string
  /** The same without types. */
  readonly esm: string
  /** The same with `require`. */
  readonly commonjs: string
  /** The names of the metrics that it makes. */
  readonly metricNames: readonly string[]
}

/** Reads the first TypeScript block below `## Quick start` in README.md. */
export function readQuickStart(): QuickStart {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const section = /^## Quick start\s*\n([\s\S]*?)(?=^## |$(?![\s\S]))/im.exec(readme)?.[1]
  const block = section === undefined ? undefined : /^```ts\s*\n([\s\S]*?)^```/m.exec(section)?.[1]
  if (block === undefined) throw new Error('README.md should have a ```ts block below "## Quick start".')

  const typescript = `${onAnyPort(block)}${TAIL}`
  const esm = transformSync(typescript, { loader: 'ts', format: 'esm', target: 'node20' }).code
  const metricNames = [...block.matchAll(/\bname: '([^']+)'/g)].map((match) => match[1] ?? '')
  return { typescript, esm, commonjs: toCommonJs(esm), metricNames }
}

/**
 * A module's code with its import statements rewritten as calls of `require`, the rest in an async function, since CommonJS has no
 * `await` at its top.
 */
export function toCommonJs(esm: string): string {
  const requires: string[] = []
  const body = esm.replace(/^import\s+([^;'"]+?)\s+from\s+(['"])([^'"]+)\2;?[ \t]*$/gm, (_, clause: string, _quote, specifier: string) => {
    const names = clause.startsWith('* as ') ? clause.slice('* as '.length) : clause.replace(/\s+as\s+/g, ': ')
    requires.push(`const ${names} = require('${specifier}')`)
    return ''
  })
  if (/^\s*(import|export)\s+[^(]/m.test(body)) throw new Error(`This code cannot be rewritten as CommonJS:\n${body}`)
  return `'use strict'\n${requires.join('\n')}\nasync function main() {\n${body.replaceAll('await import(', 'require(')}\n}\nmain()\n`
}

/** A test may run beside others: no fixed port. */
function onAnyPort(code: string): string {
  return code.replace(/\bport: \d+/g, 'port: 0').replace(/\bserveMetrics\(\)/g, 'serveMetrics({ port: 0 })')
}
