/** Which files there are to work on. */

import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One piece of work. */
export interface SourceFile {
  readonly path: string
  /** Size when listed; 0 for what could not be looked at. */
  readonly sizeBytes: number
}

/** What was found below a directory. */
export interface Listing {
  /** In the order of their paths, compared by code unit: the same for every run over the same tree. */
  readonly files: readonly SourceFile[]
  /** Further names of a file already listed: hard links, and symbolic links to it. */
  readonly duplicateCount: number
  /** Files left out because there were more bytes than asked for. */
  readonly leftOutCount: number
}

/** Where pnpm keeps the real folders of the packages; everything else with a leading dot is hidden. */
const PACKAGE_STORE = '.pnpm'

/**
 * Lists every file below `directory` once.
 *
 * Hidden files and folders are skipped, and source maps, which hold numbers in letters. Symbolic links to folders are not followed: what they point at is found where it lives, or is not
 * below the directory. A file with several names is listed under the first of them; a link that leads nowhere is listed too, for whoever
 * reads it finds out. What a file holds is not looked at: whether it is text is for the pipeline to say.
 *
 * When the files of at most `maxFileBytes` make more than `maxTotalBytes`, every n-th file is taken.
 */
export function listFiles(directory: string, maxFileBytes: number, maxTotalBytes: number): Listing {
  const found: SourceFile[] = []
  const seen = new Set<string>()
  let duplicateCount = 0

  for (const path of pathsBelow(directory)) {
    const stats = statOf(path)
    if (stats === undefined) {
      found.push({ path, sizeBytes: 0 })
      continue
    }
    if (!stats.isFile()) continue
    const identity = `${stats.dev}:${stats.ino}`
    if (seen.has(identity)) {
      duplicateCount++
      continue
    }
    seen.add(identity)
    found.push({ path, sizeBytes: Number(stats.size) })
  }

  const files = selectEvenly(found, maxFileBytes, maxTotalBytes)
  return { files, duplicateCount, leftOutCount: found.length - files.length }
}

/** Paths of all that may be a file, sorted. A folder that cannot be opened is an error: half a tree would be a wrong answer. */
function pathsBelow(directory: string): string[] {
  const paths: string[] = []
  const folders = [directory]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (isSkipped(entry)) continue
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() || entry.isSymbolicLink()) paths.push(path)
    }
  }
  return paths.sort()
}

function isSkipped({ name }: Dirent): boolean {
  return (name.startsWith('.') && name !== PACKAGE_STORE) || name.endsWith('.map')
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

function selectEvenly(files: readonly SourceFile[], maxFileBytes: number, maxTotalBytes: number): readonly SourceFile[] {
  const totalBytes = files.reduce((sum, file) => (file.sizeBytes > maxFileBytes ? sum : sum + file.sizeBytes), 0)
  const every = Math.max(1, Math.ceil(totalBytes / maxTotalBytes))
  return every === 1 ? files : files.filter((_, position) => position % every === 0)
}
