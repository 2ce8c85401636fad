/** A small directory with everything in it that a directory can have, made anew for a test. */

import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Makes a folder below the system's temporary one. @returns Its path, and what removes it. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'telltale-pipeline-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** What the files of `makeAwkwardFolder` come to, worked out by hand and not by the program. */
export const AWKWARD = {
  fileCount: 10,
  readCount: 8,
  decodedCount: 7,
  /** The file larger than 1 MiB. */
  tooLargeBytes: 1_048_577,
  invalidBytes: 5,
  /** one.txt 2, two.txt 2, crlf.txt 2, unicode.md 1, deep 1, the file of exactly 1 MiB 1, the empty one none. */
  lineCount: 9,
  /** one.txt 4, two.txt 4, crlf.txt 2, unicode.md 4, deep 1, the file of exactly 1 MiB 1. */
  wordCount: 16,
  /** The distinct words of each file, added up: 3, 4, 1, 4, 1, 1. */
  mergedCount: 14,
  /** the quick brown fox line last crlf naïve ὀδυσσεύς 𝒳 été word, and the long one. */
  distinctCount: 13,
} as const

/** Ten files in all, skipped ones and further names of the same file aside. */
export function makeAwkwardFolder(): { path: string; remove: () => void } {
  const folder = makeFolder({
    'one.txt': 'The last line\nlast',
    'two.txt': 'the quick\nbrown fox\n',
    'crlf.txt': 'crlf\r\nCRLF\r\n',
    'unicode.md': 'naïve ὈΔΥΣΣΕΎΣ—𝒳 été\n',
    'empty.txt': '',
    'deep/er/and/deeper.ts': '1 + 1 // word',
    'binary.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff),
    'limit.txt': 'x'.repeat(1_048_576),
    'large.txt': 'x'.repeat(1_048_577),
    'source.js.map': 'not seen',
    '.hidden': 'not seen',
    '.git/objects': 'not seen either',
  })
  symlinkSync('nowhere', join(folder.path, 'dangling.txt'))
  symlinkSync('one.txt', join(folder.path, 'zz-link-to-one.txt'))
  linkSync(join(folder.path, 'two.txt'), join(folder.path, 'zz-two-again.txt'))
  symlinkSync('deep', join(folder.path, 'zz-deep'))
  return folder
}
