import { linkSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listFiles } from '../src/files.js'
import { MAX_FILE_BYTES } from '../src/steps.js'
import { AWKWARD, makeAwkwardFolder, makeFolder } from './support/made-directory.js'

let folder: ReturnType<typeof makeFolder>
afterEach(() => folder.remove())

const names = (listing: ReturnType<typeof listFiles>) => listing.files.map(({ path }) => relative(folder.path, path))

describe('listFiles', () => {
  it('lists every file once, sorted, but no hidden ones, no source maps and nothing behind links to folders', () => {
    folder = makeAwkwardFolder()
    const listing = listFiles(folder.path, MAX_FILE_BYTES, 1e9)
    expect(names(listing)).toEqual([
      'binary.png',
      'crlf.txt',
      'dangling.txt',
      'deep/er/and/deeper.ts',
      'empty.txt',
      'large.txt',
      'limit.txt',
      'one.txt',
      'two.txt',
      'unicode.md',
    ])
    expect(listing.files).toHaveLength(AWKWARD.fileCount)
    expect(listing).toMatchObject({ duplicateCount: 2, leftOutCount: 0 })
    expect(listing.files.find(({ path }) => path.endsWith('two.txt'))?.sizeBytes).toBe(20)
  })

  it('finds the packages of a pnpm store, hard-linked under several names, once', () => {
    folder = makeFolder({ '.pnpm/a@1/node_modules/a/index.js': 'a', '.pnpm/a@1_b/node_modules/a/other.js': 'o', '.modules.yaml': 'hidden' })
    linkSync(join(folder.path, '.pnpm/a@1/node_modules/a/index.js'), join(folder.path, '.pnpm/a@1_b/node_modules/a/index.js'))
    symlinkSync('.pnpm/a@1/node_modules/a', join(folder.path, 'a'))
    const listing = listFiles(folder.path, MAX_FILE_BYTES, 1e9)
    expect(names(listing)).toEqual(['.pnpm/a@1/node_modules/a/index.js', '.pnpm/a@1_b/node_modules/a/other.js'])
    expect(listing.duplicateCount).toBe(1)
  })

  it('takes an even selection when there is more than asked for, not counting what is too large anyway', () => {
    folder = makeFolder(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`f${i}`, 'x'.repeat(100)])))
    expect(names(listFiles(folder.path, 100, 1_000))).toHaveLength(10)
    const selected = listFiles(folder.path, 100, 999)
    expect(names(selected)).toEqual(['f0', 'f2', 'f4', 'f6', 'f8'])
    expect(selected.leftOutCount).toBe(5)
    expect(names(listFiles(folder.path, 99, 1))).toHaveLength(10)
  })
})
