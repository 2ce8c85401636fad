import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { type Document, isGuide, readDocuments } from './documents.js'
import { anchorsOf, linksOf, sectionOf } from './markdown.js'

const documents = readDocuments()
const guides = documents.filter(isGuide)
const documentOf = (file: string): Document => documents.find((one) => one.file === file) ?? { file, text: '' }

const MAX_LINE_LENGTH = 150

/** What is wrong with one link, or `undefined`. Addresses of other places are not asked. */
function linkFault(from: Document, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? from.file : posix.normalize(posix.join(posix.dirname(from.file), path))
  if (file.startsWith('..') || !existsSync(join(ROOT, file))) return `${target} leads nowhere`
  if (anchor === undefined || !file.endsWith('.md')) return undefined
  return anchorsOf(documentOf(file).text).has(anchor) ? undefined : `${target}: there is no such heading`
}

describe('links lead to files and headings that are there', () => {
  test.each(documents)('$file', (document) => {
    const faults = linksOf(document.text).flatMap(({ target, line }) => {
      const fault = linkFault(document, target)
      return fault === undefined ? [] : [`${document.file}:${line}: ${fault}`]
    })
    expect(faults).toEqual([])
  })
})

describe('one hop leads to every guide', () => {
  const reachedFrom = (file: string) =>
    new Set(
      linksOf(documentOf(file).text).map(({ target }) => posix.normalize(posix.join(posix.dirname(file), target.split('#')[0] ?? ''))),
    )
  const records = guides.filter(({ file }) => /^docs\/decisions\/\d/.test(file))

  test.each([
    { from: 'docs/README.md', to: guides.filter((guide) => !records.includes(guide)) },
    { from: 'docs/decisions/README.md', to: records },
  ])('from $from', ({ from, to }) => {
    const reached = reachedFrom(from)
    expect(to.map(({ file }) => file).filter((file) => file !== from && !reached.has(file))).toEqual([])
  })
})

describe('lines are short', () => {
  test.each(guides)('$file', ({ file, text }) => {
    const long = text.split('\n').flatMap((line, index) => (line.length > MAX_LINE_LENGTH ? [`${file}:${index + 1}`] : []))
    expect(long).toEqual([])
  })
})

test('every command of the project that is named exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const known = new Set([...Object.keys(scripts), 'install', 'exec'])
  const named = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/npx -y pnpm@10 (?:run )?([a-z][a-z:]*)/g)].map((match) => [file, match[1]]),
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(([, command]) => !known.has(command ?? ''))).toEqual([])
})

test('every claim of README.md is linked to what shows it', () => {
  const { file, text } = documentOf('README.md')
  const definitions = text.split('\n').filter((line) => /^\[[^\]]+\]:/.test(line))
  const rows = (sectionOf(text, 'What it does that others do not') ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
  expect(rows.length).toBeGreaterThan(0)
  const unproven = rows.filter((row) => {
    const targets = linksOf([row, '', ...definitions].join('\n')).map(({ target }) => target)
    return !targets.some((target) => /^(bench\/(drills|suites)\/|tests\/|(packages|examples)\/[^/]+\/test\/)/.test(target))
  })
  expect(unproven, `${file}: these rows link to no test, drill or suite`).toEqual([])
})
