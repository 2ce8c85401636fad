import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNode } from '../support/programs.js'

const SOURCE = `
import { Worker, isMainThread } from 'node:worker_threads'
import { createRegistry } from '@telltale/core'
import { serveMetrics } from '@telltale/prometheus'

const counter = createRegistry().counter({ name: 'a_total', labels: ['by'] })
if (isMainThread) {
  const main = async () => {
    counter.inc({ by: 'main' })
    const server = await serveMetrics({ port: 0, onProblem: (problem) => console.log(problem.message) })
    const worker = new Worker(process.argv[1])
    await new Promise((resolve) => worker.once('exit', resolve))
    console.log(JSON.stringify((await (await fetch(server.url)).text()).split('\\n').sort()))
    await server.close()
  }
  void main()
} else {
  counter.inc({ by: 'worker' }, 2)
}
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-bundle-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a single file made by a bundler, in a folder of its own', () => {
  it.each([
    ['esm', 'app.mjs', false],
    ['cjs', 'app.cjs', false],
    ['esm', 'app.min.mjs', true],
    ['cjs', 'app.min.cjs', true],
  ] as const)('%s, %s', async (format, name, minify) => {
    const outfile = join(folder, name)
    const resolveDir = fileURLToPath(new URL('.', import.meta.url))
    await build({
      stdin: { contents: SOURCE, resolveDir },
      outfile,
      format,
      minify,
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
    })
    const { code, lines, errors } = await startNode([outfile], { cwd: folder }).ended
    expect([code, errors]).toEqual([0, ''])
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      ['', '# TYPE a_total counter', 'a_total{by="main"} 1', 'a_total{by="worker"} 2'],
    ])
  })
})
