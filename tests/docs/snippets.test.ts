import { setTimeout as sleep } from 'node:timers/promises'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentOfAUser } from '../packed/installation.js'
import { hasSnippets, readDocuments } from './documents.js'
import { outputFault } from './expected-output.js'
import { type Snippet, snippetsOf, toPrograms } from './snippets.js'
import { findFreePort, openWorkshop, start, type Workshop } from './workshop.js'

const snippets = readDocuments().filter(hasSnippets).flatMap(snippetsOf)
const runnable = snippets.filter(({ cannotRun }) => cannotRun === undefined)

const DEADLINE_MILLIS = 30_000
const PAUSE_MILLIS = 50

let workshop: Workshop
beforeAll(() => {
  workshop = openWorkshop()
})
afterAll(() => workshop?.remove())

const folderOf = ({ title }: Snippet): string => title.replace(/[^a-z0-9]+/gi, '-')

describe('every snippet of the documents runs as it stands', () => {
  test.each(runnable.filter(({ serves }) => serves === undefined))('$title', async (snippet) => {
    for (const { name, code } of toPrograms(snippet, 0)) {
      const file = workshop.write(`${folderOf(snippet)}/${name}`, code)
      const { code: exitCode, stdout, stderr } = await start(file, environmentOfAUser(), DEADLINE_MILLIS).ended
      expect({ name, exitCode, stderr }, stdout).toEqual({ name, exitCode: 0, stderr: '' })
      if (snippet.promised) expect(outputFault(snippet.promised, stdout), name).toBeUndefined()
    }
  })
})

describe('every snippet that serves answers with metrics where it says', () => {
  test.each(runnable.filter(({ serves }) => serves !== undefined))('$title', async (snippet) => {
    const port = await findFreePort()
    const url = new URL(snippet.serves as URL)
    url.port = String(port)
    for (const { name, code } of toPrograms(snippet, port)) {
      const file = workshop.write(`${folderOf(snippet)}/${name}`, code)
      const { child, ended } = start(file, environmentOfAUser(), DEADLINE_MILLIS)
      let exit: Awaited<typeof ended> | undefined
      void ended.then((end) => {
        exit = end
      })
      try {
        let answer: Response | undefined
        while (answer === undefined && exit === undefined) {
          answer = await fetch(url).catch(() => undefined)
          if (answer === undefined) await sleep(PAUSE_MILLIS)
        }
        expect(exit, `${name} ended before it answered`).toBeUndefined()
        expect(answer?.status).toBe(200)
        expect(answer?.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
        expect(await answer?.text()).toMatch(/^(# (HELP|TYPE) |$)/)
      } finally {
        child.kill()
        await ended
      }
    }
  })
})

test('every TypeScript snippet compiles under the strictest settings', () => {
  const checked = snippets.filter(({ isTypeScript }) => isTypeScript)
  const titles = new Map(checked.map((snippet) => [workshop.write(`types/${folderOf(snippet)}.mts`, snippet.code), snippet.title]))
  const program = ts.createProgram([...titles.keys()], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [`${workshop.folder}/node_modules/@types`],
  })
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start: at, messageText }) => {
    const line = file && at !== undefined ? file.getLineAndCharacterOfPosition(at).line + 1 : 0
    return `${titles.get(file?.fileName ?? '') ?? file?.fileName}, line ${line} of it: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  expect(checked.length).toBeGreaterThan(0)
  expect(faults).toEqual([])
})
