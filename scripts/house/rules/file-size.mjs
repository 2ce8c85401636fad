/** No source file of a package is long. */

const MAX_LINES = 400

/** @type {import('../project.mjs').Rule} */
export const fileSize = {
  name: 'file-size',
  check: ({ sources }) =>
    sources
      .filter((source) => source.owner !== undefined || source.file.startsWith('scripts/'))
      .filter((source) => !source.isTest)
      .flatMap((source) => {
        const lineCount = source.text.split('\n').length - (source.text.endsWith('\n') ? 1 : 0)
        if (lineCount <= MAX_LINES) return []
        return [{ file: source.file, line: MAX_LINES + 1, message: `${lineCount} lines, at most ${MAX_LINES}; split it by concept` }]
      }),
}
