/** What a snippet says that it prints, and whether it does. */

/** In an expected line: any text. A line of its own: any number of lines. */
const ANYTHING = '…'

/**
 * The lines that a snippet's comments promise, in order; none when it promises nothing.
 *
 * `// prints: text` promises one line. `// prints:` alone promises the comment lines that follow it, up to the first line that is none.
 */
export function promisedLines(code: string): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, index) => {
    const promised = /\/\/ prints:(.*)$/.exec(line)?.[1]?.trim()
    if (promised === undefined) return []
    if (promised !== '') return [promised]
    const following = lines.slice(index + 1)
    const end = following.findIndex((next) => !/^\s*\/\//.test(next) || /\/\/ prints:/.test(next))
    return following.slice(0, end < 0 ? undefined : end).map((comment) => comment.replace(/^\s*\/\/ ?/, ''))
  })
}

/** What is wrong with an output, or `undefined` when it is what was promised: to the letter, but for `…` and for empty lines at the end. */
export function outputFault(promised: readonly string[], output: string): string | undefined {
  const pattern = promised.map((line) => (line.trim() === ANYTHING ? '(?:.*\\n)*?' : `${toPattern(line)}\\n`)).join('')
  const printed = `${output.trimEnd()}\n`
  if (new RegExp(`^${pattern}$`, 'u').test(printed)) return undefined
  return `promised:\n${promised.join('\n')}\n\nprinted:\n${output}`
}

function toPattern(line: string): string {
  return line
    .trimEnd()
    .split(ANYTHING)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*')
}
