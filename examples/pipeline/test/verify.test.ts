import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Expectation } from '../src/expectation.js'
import { seriesKey } from '../src/exposition.js'
import { listFiles } from '../src/files.js'
import { MAX_FILE_BYTES } from '../src/steps.js'
import type { VerifyOutput } from '../src/verification.js'
import { AWKWARD, makeAwkwardFolder } from './support/made-directory.js'
import { MAIN, start, VERIFY } from './support/program.js'

const folder = makeAwkwardFolder()
afterAll(() => folder.remove())

/** Everything a built program imports, its own further files followed. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\(|require\()\s*['"]([^'"]+)['"]/g)].flatMap(([, name = '']) =>
    name.startsWith('.') ? [name, ...importsOf(join(dirname(file), name))] : [name],
  )
}

describe('the independent pass', () => {
  let expectations: readonly Expectation[]
  const value = (name: string, labels: Record<string, string> = {}) => {
    const key = seriesKey(name, { pipeline: 'words', ...labels })
    const found = expectations.find((expectation) => seriesKey(expectation.name, expectation.labels) === key)
    return found !== undefined && 'value' in found ? found.value : undefined
  }

  beforeAll(async () => {
    const paths = listFiles(folder.path, MAX_FILE_BYTES, 1e9).files.map(({ path }) => path)
    const { output, errors, exitCode } = await start(VERIFY, [], JSON.stringify({ paths, maxFileBytes: MAX_FILE_BYTES })).ended
    expect([exitCode, errors]).toEqual([0, ''])
    expectations = (JSON.parse(output) as VerifyOutput).expectations
  })

  it('imports nothing but what Node brings: neither Telltale nor the pipeline', () => {
    expect(importsOf(MAIN)).toContain('@telltale/core')
    const imports = importsOf(VERIFY)
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([])
  })

  it('finds what was worked out by hand', () => {
    const steps = (status: string) =>
      ['read', 'decode', 'tokenize', 'count', 'aggregate'].map((step) => value('pipeline_items_total', { step, status }))
    const { readCount, decodedCount, lineCount, wordCount, mergedCount, distinctCount, tooLargeBytes, invalidBytes } = AWKWARD
    expect(steps('success')).toEqual([readCount, lineCount, wordCount, mergedCount, mergedCount])
    expect(steps('error')).toEqual([2, 1, undefined, undefined, undefined])
    expect(value('pipeline_executions_total', { status: 'success' })).toBe(decodedCount)
    expect(value('pipeline_executions_total', { status: 'error' })).toBe(3)
    expect(value('pipeline_bytes_total', { step: 'read', status: 'error' })).toBe(tooLargeBytes)
    expect(value('pipeline_bytes_total', { step: 'decode', status: 'error' })).toBe(invalidBytes)
    expect(value('pipeline_errors_total', { step: 'read', type: 'too_large' })).toBe(1)
    expect(value('pipeline_errors_total', { step: 'read', type: 'not_found' })).toBe(1)
    expect(value('pipeline_errors_total', { step: 'decode', type: 'invalid_utf8' })).toBe(1)
    expect(value('pipeline_distinct_words')).toBe(distinctCount)
    expect(value('pipeline_file_size_bytes_count')).toBe(readCount)
    expect(value('pipeline_step_duration_seconds_count', { step: 'read' })).toBe(AWKWARD.fileCount)
  })

  it('says between which sizes each quantile lies', () => {
    const ranges = expectations.filter((expectation) => 'atLeast' in expectation)
    expect(ranges.map(({ labels }) => labels['quantile'])).toEqual(['0.5', '0.9', '0.95', '0.99'])
    // Sizes read: 0, 5, 12, 13, 18, 20, 38, 1048576.
    expect(ranges[0]).toMatchObject({ atLeast: 13 * 0.99, atMost: 18 * 1.01 })
    expect(ranges[3]).toMatchObject({ atLeast: 38 * 0.99, atMost: 1_048_576 * 1.01 })
  })
})
