/** The built package under Node's own runner, each format. Vitest is the runner of all the other tests. */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

describe.each(['metrics.test.mjs', 'metrics.test.cjs'])('node:test, in %s', (file) => {
  it('passes what holds and shows what does not', () => {
    const path = fileURLToPath(new URL(`fixtures/${file}`, import.meta.url))
    // Without what tells a program that it runs within another test run.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', path], { encoding: 'utf8', env })
    expect(stdout).toMatch(/^# pass 1$/m)
    expect(stdout).toMatch(/^# fail 1$/m)
    expect(status).toBe(1)
    expect(stdout).toContain('counter jobs_total{kind="mail"}: expected the value 2, got 1')
    expect(stdout).toMatch(/^\s+expected: 2$/m)
    expect(stdout).toMatch(/^\s+actual: 1$/m)
    // The first frame is the test's own line.
    expect(stdout).toMatch(new RegExp(`stack: \\|-\\n\\s+.*${file.replaceAll('.', '\\.')}:\\d+`))
  })
})
