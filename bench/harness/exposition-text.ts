/** Reads an exposition as far as a benchmark needs to know that it is whole. */

export interface TextSummary {
  readonly byteCount: number
  /** Lines that are samples. */
  readonly sampleCount: number
  /** Sum of counters, and of histograms' and summaries' numbers of observations. */
  readonly recordedCount: number
}

/** What is in a text. A sample counts as recorded when its name ends in `_total` or `_count`. */
export function summarizeText(text: string): TextSummary {
  let sampleCount = 0
  let recordedCount = 0
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    sampleCount++
    const name = line.slice(0, line.search(/[ {]/))
    if (name.endsWith('_total') || name.endsWith('_count')) recordedCount += Number(line.slice(line.lastIndexOf(' ') + 1))
  }
  return { byteCount: Buffer.byteLength(text), sampleCount, recordedCount }
}

/** Sum of one metric's samples, by its exact name; 0 when there are none. */
export function sumOf(text: string, metric: string): number {
  let sum = 0
  for (const line of text.split('\n')) {
    if (!line.startsWith(metric)) continue
    const after = line[metric.length]
    if (after === '{' || after === ' ') sum += Number(line.slice(line.lastIndexOf(' ') + 1))
  }
  return sum
}
