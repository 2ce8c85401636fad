import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { start } from './workshop.js'

/** The programs that the decisions quote, each at a size that a test can afford: what it must say, and never how long it took. */
const FOLDER = join(ROOT, 'docs', 'decisions', 'measurements')
const PROGRAMS: Readonly<Record<string, { readonly size: number; readonly says: RegExp }>> = {
  'bucket-search.mjs': { size: 1, says: /table over the high bits .* 1\.0 ×\n.*\n.*\n {2}halving .* ×\n$/ },
  'cut-updates.mjs': {
    size: 1,
    says: /^nothing between: second store missing after 0 of 1 kills\n(.+ missing after [01] of 1 kills\n){3}.+ after 0 of 1 kills, lock left held after [01]\n$/,
  },
  'gauge-banks.mjs': {
    size: 10_000_000,
    says: /^one bank: \d+ of \d+ readings .*\ntwo banks: 0 of [1-9]\d* readings show a value the gauge never had\n$/,
  },
  'label-look-up.mjs': { size: 1, says: /^2 labels, 16 series in turn\n(.* ×\n){3}the same 2 labels again and again\n(.* ×\n){3}$/ },
  'recycled-cells.mjs': {
    size: 100_000,
    says: /^copied, and used: \d+ of [1-9]\d* readings .*\nlooked again after copying: 0 of [1-9]\d* readings show a number of another series\n$/,
  },
  'removal-bytes.mjs': { size: 500, says: /^bytes that stay .*\n( {2}.+ its own thread +\d+ {2}another thread +\d+\n){6}$/ },
  'page-claims.mjs': { size: 3, says: /one compare-and-swap: pages that belong to nobody after 0 of 3 kills\n$/ },
}
const DEADLINE_MILLIS = 50_000

describe('the measurements of the decisions', () => {
  test.each(Object.entries(PROGRAMS))('%s', async (file, { size, says }) => {
    const { code, stdout, stderr } = await start(join(FOLDER, file), process.env, DEADLINE_MILLIS, [String(size)]).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(says)
  })

  test('are all run here', () => {
    const programs = readdirSync(FOLDER).filter((file) => file !== 'sampling.mjs')
    expect(programs.sort()).toEqual(Object.keys(PROGRAMS).sort())
  })
})
