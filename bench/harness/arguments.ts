/** What was typed after `bench` or `drill`. */

export interface Arguments {
  /** The names of suites or drills; empty means all. */
  readonly names: readonly string[]
  readonly flags: ReadonlySet<string>
}

/** Something was typed that is not known. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

/** Splits words into names and `--flags`; a lone `--` means nothing. @throws ArgumentError for a flag or a name that is not known. */
export function parseArguments(words: readonly string[], knownNames: readonly string[], knownFlags: readonly string[]): Arguments {
  const names: string[] = []
  const flags = new Set<string>()
  for (const word of words) {
    if (word === '--') continue
    const isFlag = word.startsWith('--')
    const known = isFlag ? knownFlags : knownNames
    if (!known.includes(word)) throw new ArgumentError(`unknown ${isFlag ? 'option' : 'name'} '${word}'; there are ${known.join(', ')}`)
    if (isFlag) flags.add(word)
    else names.push(word)
  }
  return { names, flags }
}
