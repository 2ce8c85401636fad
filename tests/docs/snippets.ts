/** The snippets of the documents, as programs. */

import { transformSync } from 'esbuild'
import { toCommonJs } from '../packed/quick-start.js'
import type { Document } from './documents.js'
import { promisedLines } from './expected-output.js'
import { type Block, blocksOf } from './markdown.js'

export interface Snippet {
  /** `docs/instruments.md:12`. */
  readonly title: string
  /** Whether the types are to be checked as well. */
  readonly isTypeScript: boolean
  /** As it stands in the document. */
  readonly code: string
  /** What it must print; `undefined` when it does not say. */
  readonly promised: readonly string[] | undefined
  /** Where it answers, for one that serves until it is stopped. */
  readonly serves: URL | undefined
  /** Why it cannot be run here, for one that is not. */
  readonly cannotRun: string | undefined
}

/** The languages of snippets; anything else in a fence is for the eye alone. */
const LANGUAGES = new Set(['ts', 'js'])

/**
 * The `ts` and `js` blocks of a document. Behind the language may stand
 *
 * - `serves <url>`: the snippet runs until it is stopped, and answers there with metrics;
 * - `no-run: <why>`: it needs a server that is not there.
 *
 * A `text prints` block that follows a snippet is what it prints.
 *
 * @throws Error for a block that says anything else, or both prints in comments and has such a block.
 */
export function snippetsOf({ file, text }: Document): Snippet[] {
  const blocks = blocksOf(text)
  return blocks.flatMap((block, index) => {
    const language = block.info.split(' ')[0] as string
    return LANGUAGES.has(language) ? [toSnippet(file, block, language, blocks[index + 1])] : []
  })
}

function toSnippet(file: string, { info, code, line }: Block, language: string, next: Block | undefined): Snippet {
  const title = `${file}:${line}`
  const order = info.slice(language.length).trim()
  const serves = /^serves (http:\S+)$/.exec(order)?.[1]
  const cannotRun = /^no-run: (.{10,})$/.exec(order)?.[1]
  if (order !== '' && serves === undefined && cannotRun === undefined) {
    throw new Error(`${title}: expected nothing, "serves <url>" or "no-run: <why>" behind the language, got "${order}"`)
  }
  const inComments = promisedLines(code)
  const inBlock = next?.info === 'text prints' ? next.code.replace(/\n$/, '').split('\n') : undefined
  if (inBlock && inComments.length > 0) throw new Error(`${title}: what it prints is said twice, in comments and in a block`)
  const promised = inBlock ?? (inComments.length > 0 ? inComments : undefined)
  return { title, isTypeScript: language === 'ts', code, promised, serves: serves === undefined ? undefined : new URL(serves), cannotRun }
}

/** A snippet as files that Node runs: as a module, and the same with `require` unless it needs to know its own address. */
export function toPrograms({ code, isTypeScript }: Snippet, port: number): { readonly name: string; readonly code: string }[] {
  const placed = onPort(code, port)
  const esm = isTypeScript ? transformSync(placed, { loader: 'ts', format: 'esm', target: 'node20' }).code : placed
  if (/\brequire\(/.test(esm)) return [{ name: 'snippet.cjs', code: esm }]
  if (/\bimport\.meta\b/.test(esm)) return [{ name: 'snippet.mjs', code: esm }]
  return [
    { name: 'snippet.mjs', code: esm },
    { name: 'snippet.cjs', code: toCommonJs(esm) },
  ]
}

/** Others may run beside this one: every fixed port becomes `port`. */
function onPort(code: string, port: number): string {
  return code
    .replace(/\bport: [1-9]\d*/g, `port: ${port}`)
    .replace(/\.listen\([1-9]\d*/g, `.listen(${port}`)
    .replace(/\bserveMetrics\(\)/g, `serveMetrics({ port: ${port} })`)
}
