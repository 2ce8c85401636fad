/** The words of all files together: the pipeline's product. */

import type { WordCounts } from './words.js'

/** Takes in the counts of file after file. */
export interface Vocabulary {
  /** @returns How many entries were merged and their size in UTF-8. */
  add(counts: WordCounts): { readonly entryCount: number; readonly entryBytes: number }
  readonly distinctWordCount: number
  /** The commonest words of at least `minLength` characters, ties in the order of the words. */
  commonest(howMany: number, minLength: number): readonly (readonly [word: string, count: number])[]
}

/** Makes an empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const totals = new Map<string, number>()
  return {
    add({ words, counts }) {
      if (counts.length === 0) return { entryCount: 0, entryBytes: 0 }
      let position = 0
      for (const word of words.split('\n')) totals.set(word, (totals.get(word) ?? 0) + (counts[position++] as number))
      return { entryCount: position, entryBytes: Buffer.byteLength(words) - (position - 1) }
    },
    get distinctWordCount() {
      return totals.size
    },
    commonest(howMany, minLength) {
      return [...totals]
        .filter(([word]) => word.length >= minLength)
        .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
        .slice(0, howMany)
    },
  }
}
