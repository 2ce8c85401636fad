import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProjectFaults } from '../../scripts/vitest/project-faults.mjs'
import { REPORT_VARIABLE, type RunReport } from '../../scripts/vitest/run-report.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'
import { type PlantedRepository, plantRepository } from './planted-repository.js'

let repository: PlantedRepository
beforeEach(() => {
  repository = plantRepository()
})
afterEach(() => repository.remove())

test("property tests use the run's seed", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env['FAST_CHECK_SEED']))
})

test('scripts of the root run on the Node that was started, not on one of the others installed for tests', () => {
  expect(existsSync(join(ROOT, 'node_modules', '.bin', 'node'))).toBe(false)
})

describe('findProjectFaults', () => {
  const TESTS = ['packages/core/test/a.test.ts', 'packages/statsd/test/deep/b.test.ts', 'tests/tooling/c.test.ts']
  const ranBy = (projects: readonly [project: string, file: string][]) =>
    findProjectFaults(
      repository.root,
      projects.map(([project, file]) => ({ project, file: join(repository.root, file) })),
    )
  beforeEach(() => {
    for (const file of TESTS) repository.write(file, '')
  })
  const ALL: [string, string][] = [
    ['core', TESTS[0] ?? ''],
    ['core-plain', TESTS[0] ?? ''],
    ['statsd', TESTS[1] ?? ''],
    ['tooling', TESTS[2] ?? ''],
  ]

  test('finds nothing when each folder with tests has its project and core has two', () => {
    expect(ranBy(ALL)).toEqual([])
  })

  test('names a test file that no project ran', () => {
    repository.write('packages/statsd/test/left-out.test.ts', '')
    expect(ranBy(ALL)).toEqual(['packages/statsd/test/left-out.test.ts was not run by any project of vitest.workspace.ts'])
  })

  test('counts the projects, which are one when the workspace file is overlooked', () => {
    expect(ranBy(ALL.map(([, file]) => ['', file]))).toEqual(['the project core-plain ran no test', '1 projects ran (); there should be 4'])
  })
})

describe('a run', () => {
  const body = [
    "import { describeWhere } from '@describe-where'",
    "import { describe, expect, test } from 'vitest'",
    "test('good', () => {})",
    "describeWhere(process.env.LACKING, 'with a server', () => { test('asks it', () => {}) })",
    "test('bad', () => expect(process.env.FAILING).toBeUndefined())",
  ].join('\n')

  /** Runs a project of one file with our reporter. */
  async function report(env: Record<string, string>): Promise<RunReport & { code: number; output: string }> {
    const alias = { '@describe-where': join(ROOT, 'scripts/vitest/describe-where.mjs'), vitest: join(ROOT, 'node_modules/vitest') }
    writeFileSync(join(repository.root, 'vitest.config.mjs'), `export default { resolve: { alias: ${JSON.stringify(alias)} } }`)
    repository.write('one.test.js', body)
    const file = join(repository.root, 'report', 'run.json')
    const args = [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      `--reporter=${join(ROOT, 'scripts/vitest/run-report.mjs')}`,
    ]
    const ambient = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'CI' && !name.startsWith('VITEST')))
    const { code, output } = await run(process.execPath, args, {
      cwd: repository.root,
      env: { ...ambient, [REPORT_VARIABLE]: file, ...env },
    })
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as RunReport), code, output }
  }

  test('is reported: what passed, what failed, which files were loaded', async () => {
    expect(await report({})).toMatchObject({ passed: 3, failed: 0, skipped: [], code: 0 })
    const failing = await report({ FAILING: '1' })
    expect(failing).toMatchObject({ passed: 2, failed: 1, code: 1 })
    expect(failing.files.map(({ file }) => file.endsWith('/one.test.js'))).toEqual([true])
  })

  test('skips by name what the machine lacks, and says why', async () => {
    const { skipped, passed, code } = await report({ LACKING: 'no server here' })
    expect(skipped).toEqual([' › one.test.js › with a server [skipped: no server here] > asks it'])
    expect({ passed, code }).toEqual({ passed: 2, code: 0 })
  })

  test('fails in CI for what the machine lacks', async () => {
    const { failed, code, output } = await report({ LACKING: 'no server here', CI: 'true' })
    expect({ failed, code }).toEqual({ failed: 1, code: 1 })
    expect(output).toContain('no server here.')
  })
})
