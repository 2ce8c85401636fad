import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type FileReport, processFile } from '../src/steps.js'
import { makeAwkwardFolder } from './support/made-directory.js'

const folder = makeAwkwardFolder()
afterAll(() => folder.remove())

const steps = (report: FileReport) =>
  report.steps.map(({ step, items, bytes, error }) => [step, items, bytes, error].slice(0, error === undefined ? 3 : 4))
const processed = (name: string) => processFile(join(folder.path, name))

describe('processFile', () => {
  it('reports every step of a text', () => {
    const report = processed('unicode.md')
    expect(steps(report)).toEqual([
      ['read', 1, 38],
      ['decode', 1, 38],
      ['tokenize', 4, 32],
      ['count', 4, 32],
    ])
    expect(report.sizeBytes).toBe(38)
    expect(report.counts).toEqual({ words: 'naïve\nὀδυσσεύς\n𝒳\nété', counts: Uint32Array.of(1, 1, 1, 1) })
    expect(report.steps.every(({ seconds }) => seconds >= 0)).toBe(true)
  })

  it('counts the bytes of words before they are lower case, and of distinct words after', () => {
    expect(steps(processed('crlf.txt'))).toEqual([
      ['read', 1, 12],
      ['decode', 2, 12],
      ['tokenize', 2, 8],
      ['count', 1, 4],
    ])
  })

  it('takes an empty file for a text without words', () => {
    expect(steps(processed('empty.txt'))).toEqual([
      ['read', 1, 0],
      ['decode', 0, 0],
      ['tokenize', 0, 0],
      ['count', 0, 0],
    ])
  })

  it('takes a file of exactly the largest size', () => {
    expect(processed('limit.txt').sizeBytes).toBe(1_048_576)
  })

  it.each([
    ['large.txt', [['read', 1, 1_048_577, 'too_large']]],
    ['dangling.txt', [['read', 1, 0, 'not_found']]],
    ['deep', [['read', 1, 0, 'unreadable']]],
    [
      'binary.png',
      [
        ['read', 1, 5],
        ['decode', 1, 5, 'invalid_utf8'],
      ],
    ],
  ])('refuses %s', (name, expected) => {
    const report = processed(name)
    expect(steps(report)).toEqual(expected)
    expect(report.counts).toBeUndefined()
  })
})
