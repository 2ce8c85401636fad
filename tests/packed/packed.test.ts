import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWhere } from '../../scripts/vitest/describe-where.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'
import { environmentOfAUser, type Installation, installPacked } from './installation.js'
import { NODES } from './nodes.js'
import { METRICS_FOLLOW, type QuickStart, readQuickStart, toCommonJs } from './quick-start.js'

/** How long one of the programs may take on a busy machine. */
const PROGRAM_DEADLINE_MILLIS = 50_000
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')

let installation: Installation

beforeAll(async () => {
  installation = await installPacked()
})
afterAll(() => installation?.remove())

/** Runs a program file in a folder and answers what it printed; fails with that when it ends badly. */
async function runProgram(node: string, file: string, folder: string): Promise<string> {
  const options = { cwd: folder, env: environmentOfAUser(), timeoutMillis: PROGRAM_DEADLINE_MILLIS }
  const { code, output } = await run(node, [file], options)
  expect(code, `${file} ended with ${code} and printed:\n${output}`).toBe(0)
  return output
}

describe('the quick start of README.md', () => {
  let quickStart: QuickStart

  beforeAll(() => {
    quickStart = readQuickStart()
    const files = { 'quick-start.mjs': quickStart.esm, 'quick-start.cjs': quickStart.commonjs, 'quick-start.ts': quickStart.typescript }
    for (const [name, code] of Object.entries(files)) writeFileSync(join(installation.folder, name), code)
  })

  /** The metrics the quick start makes are there when it ends. */
  function expectMetrics(output: string): void {
    const text = output.split(METRICS_FOLLOW)[1] ?? ''
    expect(quickStart.metricNames.length).toBeGreaterThan(0)
    for (const name of quickStart.metricNames) expect(text).toContain(`# TYPE ${name} `)
    expect(text).toMatch(/^[a-z_]+(\{.*\})? [1-9]/m)
  }

  async function compile(folder: string, options: object): Promise<void> {
    const out = join(installation.folder, folder)
    mkdirSync(out)
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022'],
      strict: true,
      exactOptionalPropertyTypes: true,
      outDir: out,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      ...options,
    }
    const config = join(installation.folder, `tsconfig.${folder}.json`)
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['quick-start.ts'] }))
    const { code, output } = await run(process.execPath, [TSC, '-p', config], { cwd: installation.folder })
    expect(code, output).toBe(0)
  }

  describe('compiled by TypeScript', () => {
    beforeAll(async () => {
      await compile('node16', { module: 'node16', moduleResolution: 'node16' })
      await compile('bundler', { module: 'es2022', moduleResolution: 'bundler' })
    })

    for (const { title, program, missing } of NODES) {
      describeWhere(missing, `on ${title}`, () => {
        test.each(['node16', 'bundler'])('runs, compiled with moduleResolution %s', async (folder) => {
          expectMetrics(await runProgram(program, join(folder, 'quick-start.js'), installation.folder))
        })
      })
    }
  })

  for (const { title, program, missing } of NODES) {
    describeWhere(missing, `on ${title}`, () => {
      test.each(['quick-start.mjs', 'quick-start.cjs'])('runs as %s', async (file) => {
        expectMetrics(await runProgram(program, file, installation.folder))
      })
    })
  }
})

describe('serveMetrics', () => {
  const source = readFileSync(join(import.meta.dirname, 'programs', 'serve.mjs'), 'utf8')
  let bundles: string

  beforeAll(async () => {
    writeFileSync(join(installation.folder, 'serve.mjs'), source)
    writeFileSync(join(installation.folder, 'serve.cjs'), toCommonJs(source))
    // Elsewhere, so that nothing but the bundle's own file can be found.
    bundles = mkdtempSync(join(tmpdir(), 'telltale-bundles-'))
    const shared = { absWorkingDir: installation.folder, bundle: true, platform: 'node', target: 'node20', logLevel: 'silent' } as const
    await build({ ...shared, entryPoints: ['serve.mjs'], format: 'esm', outfile: join(bundles, 'bundle.mjs') })
    await build({ ...shared, entryPoints: ['serve.cjs'], format: 'cjs', outfile: join(bundles, 'bundle.cjs') })
    await build({ ...shared, entryPoints: ['serve.mjs'], format: 'esm', minify: true, outfile: join(bundles, 'minified.mjs') })
  })
  afterAll(() => bundles && rmSync(bundles, { recursive: true, force: true }))

  async function expectServed(program: string, file: string, folder: string): Promise<void> {
    const type = 'text/plain; version=0.0.4; charset=utf-8'
    expect(JSON.parse(await runProgram(program, file, folder))).toEqual({
      first: { type, sample: 'packed_jobs_total{kind="small"} 3' },
      second: { type, sample: 'packed_jobs_total{kind="small"} 7' },
      problems: [],
    })
  }

  for (const { title, program, missing } of NODES) {
    describeWhere(missing, `on ${title}`, () => {
      test.each(['serve.mjs', 'serve.cjs'])('answers from the installed packages: %s', async (file) => {
        await expectServed(program, file, installation.folder)
      })
      test.each(['bundle.mjs', 'bundle.cjs', 'minified.mjs'])('answers from a single file: %s', async (file) => {
        await expectServed(program, file, bundles)
      })
    })
  }
})
