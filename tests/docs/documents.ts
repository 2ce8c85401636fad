/** The documents of the repository, read from disk. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRepositoryFiles } from '../../scripts/workspace/repository-files.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'

export interface Document {
  /** Relative to the root, with forward slashes. */
  readonly file: string
  readonly text: string
}

/** Every Markdown file of the repository. */
export function readDocuments(): Document[] {
  return listRepositoryFiles(ROOT)
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))
}

/** Whether a document's snippets are for readers to run: the guides and what the packages say of themselves. */
export function hasSnippets({ file }: Document): boolean {
  return file === 'README.md' || file.startsWith('docs/') || /^packages\/[^/]+\/README\.md$/.test(file)
}

/** Whether a document belongs to the guides, whose lines are kept short. */
export function isGuide({ file }: Document): boolean {
  return ['README.md', 'CONTRIBUTING.md', 'packages/core/README.md'].includes(file) || file.startsWith('docs/')
}
