/** The checks themselves: each must find what it is there to find. */

import { describe, expect, test } from 'vitest'
import { outputFault, promisedLines } from './expected-output.js'
import { anchorsOf, blocksOf, linksOf, sectionOf } from './markdown.js'
import { snippetsOf, toPrograms } from './snippets.js'

const fenced = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n')

describe('the blocks of a document', () => {
  test('are told with what stands behind the fence and the line they begin at', () => {
    const text = `# Title\n\n${fenced('ts', 'one()', 'two()')}\n1. item\n\n   ${fenced('sh', '   ls').replaceAll('\n', '\n   ').trim()}\n`
    expect(blocksOf(text.replace('      ls', '   ls'))).toEqual([
      { info: 'ts', code: 'one()\ntwo()\n', line: 4 },
      { info: 'sh', code: 'ls\n', line: 11 },
    ])
  })

  test('must end', () => {
    expect(() => blocksOf('```ts\nforgotten()\n')).toThrow('line 2 has no end')
  })
})

describe('the links of a document', () => {
  test('are found in both forms, and not inside of code', () => {
    const text = `[a](a.md) and [b][second]\n\n${fenced('ts', '[c](c.md)')}\n\`[d](d.md)\`\n\n[second]: b.md\n`
    expect(linksOf(text)).toEqual([
      { target: 'a.md', line: 1 },
      { target: 'b.md', line: 1 },
    ])
  })

  test('need their definition', () => {
    expect(() => linksOf('see [this][nowhere]')).toThrow('line 1: [this][nowhere] has no definition')
  })
})

test('headings make the anchors that GitHub makes', () => {
  expect([...anchorsOf('# A `b` & c: d-e\n## Twice\n## Twice\n')]).toEqual(['a-b--c-d-e', 'twice', 'twice-1'])
})

test('a section ends where the next one begins', () => {
  expect(sectionOf('# T\n\n## One\n1\n### Below\n2\n## Two\n3', 'One')).toBe('1\n### Below\n2')
  expect(sectionOf('# T\n', 'One')).toBeUndefined()
})

describe('what a snippet promises', () => {
  test('is read from its comments', () => {
    const code = 'log(1) // prints: 1\nlog(text)\n// prints:\n// # a\n//\n// b 1\nlog(2)\n// prints: 2\n// said in prose\n'
    expect(promisedLines(code)).toEqual(['1', '# a', '', 'b 1', '2'])
  })

  test.each([
    ['the same text', ['a (1)', '', 'b'], 'a (1)\n\nb\n'],
    ['any text within a line', ['took … ms', 'x'], 'took 12.5 ms\nx\n'],
    ['any lines', ['first', '…', 'last'], 'first\none\ntwo\nlast\n'],
    ['no line in the place of any lines', ['first', '…', 'last'], 'first\nlast\n'],
  ])('is kept by %s', (_, promised, output) => {
    expect(outputFault(promised, output)).toBeUndefined()
  })

  test.each([
    ['another text', ['a 1'], 'a 2\n'],
    ['a character that means something to patterns', ['a.c'], 'abc\n'],
    ['less', ['a', 'b'], 'a\n'],
    ['more', ['a'], 'a\nb\n'],
    ['nothing', ['a'], ''],
    ['another order', ['a', 'b'], 'b\na\n'],
  ])('is broken by %s', (_, promised, output) => {
    expect(outputFault(promised, output)).toContain('promised:')
  })
})

describe('the snippets of a document', () => {
  const only = (...blocks: string[]) => snippetsOf({ file: 'docs/x.md', text: blocks.join('\n') })

  test('are its ts and js blocks, with what they print', () => {
    const found = only(fenced('ts', 'log(1) // prints: 1'), fenced('sh', 'ls'), fenced('js', 'log(2)'), fenced('text prints', '2'))
    expect(found.map(({ title, isTypeScript, promised }) => ({ title, isTypeScript, promised }))).toEqual([
      { title: 'docs/x.md:2', isTypeScript: true, promised: ['1'] },
      { title: 'docs/x.md:10', isTypeScript: false, promised: ['2'] },
    ])
  })

  test('may serve, or say why they cannot be run', () => {
    const [serving, resting] = only(fenced('js serves http://127.0.0.1:3000/metrics', ''), fenced('ts no-run: needs a Pushgateway', ''))
    expect(serving?.serves?.href).toBe('http://127.0.0.1:3000/metrics')
    expect(resting?.cannotRun).toBe('needs a Pushgateway')
  })

  test.each(['ts no-run', 'ts no-run: x', 'js skip', 'ts serves somewhere'])('may not be marked "%s"', (info) => {
    expect(() => only(fenced(info, ''))).toThrow('docs/x.md:2: expected nothing, "serves <url>" or "no-run: <why>"')
  })

  test('say once what they print', () => {
    expect(() => only(fenced('ts', 'log(1) // prints: 1'), fenced('text prints', '1'))).toThrow('said twice')
  })

  test('become a module and a script, without types, on a free port', () => {
    const [snippet] = only(fenced('ts', "import { a } from 'b'", 'const c: number = await a({ port: 9464 })'))
    const [module, script] = toPrograms(snippet as NonNullable<typeof snippet>, 7)
    expect(module).toEqual({ name: 'snippet.mjs', code: 'import { a } from "b";\nconst c = await a({ port: 7 });\n' })
    expect(script?.name).toBe('snippet.cjs')
    expect(script?.code).toContain("const { a } = require('b')")
  })
})
