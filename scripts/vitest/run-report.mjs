/**
 * A Vitest reporter that writes down what a run did, for `scripts/test.mjs`: which files ran in which project, how many tests passed
 * and failed, and the full name of every test that did not run.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @typedef {object} RunReport
 * @property {number} passed
 * @property {number} failed tests that failed, and files and hooks that could not be run
 * @property {string[]} skipped `project › file › suite › test` each
 * @property {{ project: string, file: string }[]} files every test file that was loaded
 * @property {number} seconds
 */

/** The environment variable that names the file the report is written to. */
export const REPORT_VARIABLE = 'TELLTALE_RUN_REPORT'

// Vitest takes a reporter module's default export.
// biome-ignore lint/style/noDefaultExport: see above
export default class RunReporter {
  startedAtMillis = performance.now()

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env[REPORT_VARIABLE]
    if (file === undefined) return
    const report = summarize(modules, unhandledErrors.length, (performance.now() - this.startedAtMillis) / 1000)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`)
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {number} unhandledErrorCount
 * @param {number} seconds
 * @returns {RunReport}
 */
function summarize(modules, unhandledErrorCount, seconds) {
  /** @type {RunReport} */
  const report = { passed: 0, failed: unhandledErrorCount, skipped: [], files: [], seconds }
  for (const module of modules) {
    report.files.push({ project: module.project.name, file: module.moduleId })
    let testsFailed = 0
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') report.passed++
      else if (state === 'failed') testsFailed++
      else report.skipped.push(`${module.project.name} › ${module.relativeModuleId} › ${test.fullName}`)
    }
    // A file that could not be loaded, or a hook that threw, fails the module without failing a test of it.
    report.failed += testsFailed === 0 && module.state() === 'failed' ? 1 : testsFailed
  }
  return report
}
