/** Reads the Prometheus text format, version 0.0.4. A parser of the example's own: it shares nothing with what wrote the text. */

/** One line of the exposition. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What an exposition says. */
export interface Exposition {
  readonly samples: readonly Sample[]
  /** Declared type by family name. */
  readonly types: ReadonlyMap<string, string>
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y
const TYPE = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/

/**
 * Parses a whole exposition, strictly.
 * @throws Error naming the line, if one is not of the format or a series appears twice.
 */
export function parseExposition(text: string): Exposition {
  if (text !== '' && !text.endsWith('\n')) throw new Error('expected the last line to end in a line feed')
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const seen = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('# TYPE ')) {
      const [, name, type] = TYPE.exec(line) ?? fail(index, line)
      if (types.has(name as string)) throw new Error(`line ${index + 1}: a second TYPE for ${name}`)
      types.set(name as string, type as string)
    } else if (line !== '' && !line.startsWith('#')) {
      const sample = parseSample(line, index)
      const key = seriesKey(sample.name, sample.labels)
      if (seen.has(key)) throw new Error(`line ${index + 1}: ${key} appears twice`)
      seen.add(key)
      samples.push(sample)
    }
  }
  return { samples, types }
}

/** A series written the same way whatever the order of its labels: `name{a="1",b="2"}`. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`)
  return `${name}{${pairs.join(',')}}`
}

function parseSample(line: string, index: number): Sample {
  const [, name, labelText, valueText] = SAMPLE.exec(line) ?? fail(index, line)
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (labelText !== undefined && LABEL.lastIndex < labelText.length) {
    const [, label, value] = LABEL.exec(labelText) ?? fail(index, line)
    labels[label as string] = unescapeValue(value as string)
  }
  return { name: name as string, labels, value: parseValue(valueText as string, index) }
}

function unescapeValue(value: string): string {
  return value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

function parseValue(text: string, index: number): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  if (text === 'NaN') return Number.NaN
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : fail(index, text)
}

function fail(index: number, found: string): never {
  throw new Error(`line ${index + 1}: not a line of the text format: ${found}`)
}
