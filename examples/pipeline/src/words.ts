/** What a word is, and how words are counted. */

/** The words of a text. */
export interface TokenizedText {
  /** In the order of the text, lower case. */
  readonly words: readonly string[]
  /** Size of the words as they stand in the text, in UTF-8. */
  readonly wordBytes: number
}

/** How often each word occurs, in the form that is cheap to hand to another thread. */
export interface WordCounts {
  /** The distinct words, joined by line feeds, in order of first appearance. */
  readonly words: string
  /** `counts[i]` belongs to the i-th word. */
  readonly counts: Uint32Array<ArrayBuffer>
}

const WORD_CHARACTER = /^[\p{L}\p{M}]$/u

/**
 * Splits a text into words: longest runs of letters and combining marks, in lower case.
 *
 * One pass over the text; the expression is asked for characters outside ASCII only. `text` must be well-formed (no lone surrogates).
 */
export function tokenize(text: string): TokenizedText {
  const words: string[] = []
  let wordBytes = 0
  let start = -1
  let position = 0
  while (position < text.length) {
    const code = text.codePointAt(position) as number
    const width = code > 0xffff ? 2 : 1
    if (isWordCharacter(code)) {
      if (start < 0) start = position
      wordBytes += utf8Bytes(code)
    } else if (start >= 0) {
      words.push(text.slice(start, position).toLowerCase())
      start = -1
    }
    position += width
  }
  if (start >= 0) words.push(text.slice(start).toLowerCase())
  return { words, wordBytes }
}

function isWordCharacter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return WORD_CHARACTER.test(String.fromCodePoint(code))
}

function utf8Bytes(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

/** Counts equal words. */
export function countWords(words: readonly string[]): WordCounts {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { words: [...counts.keys()].join('\n'), counts: Uint32Array.from(counts.values()) }
}

/** Lines of a text as its bytes show them: line feeds, and a last line without one. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++
  return bytes.length > 0 && bytes.at(-1) !== LINE_FEED ? lines + 1 : lines
}

const LINE_FEED = 0x0a
