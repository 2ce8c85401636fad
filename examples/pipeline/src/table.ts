/** Writes numbers and tables for people. */

/** One row of a table: the first cell is left-aligned, the others right. */
export type Row = readonly string[]

/** Lays rows out in columns, the first row being the head. */
export function formatTable(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: Row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [line(head), rule, ...rows.map(line)].map((text) => `  ${text}`).join('\n')
}

/** `1234567` → `1,234,567`. */
export function wholeNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 })
}

/** `12345678` → `12.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`
}

/** `0.00123` → `1.23 ms`; three digits, in the unit that fits. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`
  if (seconds >= 0.001) return `${(seconds * 1_000).toPrecision(3)} ms`
  return `${(seconds * 1_000_000).toPrecision(3)} µs`
}
