/**
 * Runs the tests: `node scripts/test.mjs [--node=22] [vitest arguments …]`.
 *
 * `--node=22` and `--node=24` run them on that version of Node, from its npm package, instead of the one at hand.
 * It first installs the real servers that tests talk to, where that is possible, then runs every project of vitest.workspace.ts. It
 * fails when a test fails; when, without arguments, a test file on disk was not run by any project, which is how a runner that
 * overlooks its configuration shows; and, with `CI=true`, when any test was skipped.
 */

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findNode } from './nodes/find-node.mjs'
import { findProjectFaults } from './vitest/project-faults.mjs'
import { REPORT_VARIABLE } from './vitest/run-report.mjs'
import { ROOT } from './workspace/root.mjs'
import { run } from './workspace/run.mjs'

const major = process.argv.find((argument) => argument.startsWith('--node='))?.slice('--node='.length)
const node = major === undefined ? process.execPath : findNode(major)
if (!node) throw new Error(`there is no Node ${major} here: scripts/nodes has none for this platform`)
const vitestArguments = process.argv.slice(2).filter((argument) => !argument.startsWith('--node='))
const reportFile = process.env[REPORT_VARIABLE] ?? join(ROOT, '.cache', 'test-run.json')
const isCi = process.env['CI'] === 'true'

await run('bash', [join(ROOT, 'scripts', 'install-servers')], { cwd: ROOT, inherit: true })

rmSync(reportFile, { force: true })
const { code } = await run(
  node,
  [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${join(ROOT, 'scripts', 'vitest', 'run-report.mjs')}`,
    ...vitestArguments,
  ],
  { cwd: ROOT, inherit: true, env: { ...process.env, [REPORT_VARIABLE]: reportFile } },
)

/** @type {string[]} */
const faults = code === 0 ? [] : [`vitest ended with exit code ${code}`]
if (existsSync(reportFile)) {
  /** @type {import('./vitest/run-report.mjs').RunReport} */
  const report = JSON.parse(readFileSync(reportFile, 'utf8'))
  if (vitestArguments.length === 0) faults.push(...findProjectFaults(ROOT, report.files))
  if (report.skipped.length > 0) console.log(`${report.skipped.length} skipped:\n${report.skipped.map((name) => `  ${name}`).join('\n')}`)
  if (isCi && report.skipped.length > 0) faults.push(`${report.skipped.length} tests were skipped, which CI does not accept`)
  if (report.passed === 0 && report.failed === 0) faults.push('no test was run')
} else {
  faults.push('vitest wrote no report')
}
for (const fault of faults) console.error(`test: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
