/**
 * A parser of the text format 0.0.4, written from its specification and sharing nothing with the encoder.
 *
 * It is stricter than Prometheus: one blank between tokens, no comments but HELP and TYPE, no timestamps, no line twice, no family in two places.
 */

export interface ParsedSample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

export interface ParsedFamily {
  readonly name: string
  readonly help: string | undefined
  readonly type: string
  readonly samples: ParsedSample[]
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y
const VALUE = /^(?:NaN|[+-]Inf|-?(?:[0-9]+(?:\.[0-9]+)?)(?:e[+-][0-9]+)?)$/
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

export function parseText(text: string): ParsedFamily[] {
  if (text === '') return []
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed')
  const families = new Map<string, ParsedFamily>()
  const seen = new Set<string>()
  let help: { name: string; text: string } | undefined
  let family: ParsedFamily | undefined

  for (const line of text.slice(0, -1).split('\n')) {
    const helpLine = /^# HELP (\S+) (.*)$/s.exec(line)
    const typeLine = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line)
    if (helpLine) {
      if (help) throw new Error(`HELP without TYPE: ${line}`)
      help = { name: helpLine[1] as string, text: unescaped(helpLine[2] as string, '\\n') }
    } else if (typeLine) {
      const [, name = '', type = ''] = typeLine
      if (families.has(name)) throw new Error(`two heads: ${line}`)
      if (help && help.name !== name) throw new Error(`HELP of another family before ${line}`)
      family = { name, help: help?.text, type, samples: [] }
      families.set(name, family)
      help = undefined
    } else {
      if (help || !family) throw new Error(`a sample before its TYPE: ${line}`)
      const sample = parseSample(line)
      const suffix = sample.name.startsWith(family.name) ? sample.name.slice(family.name.length) : undefined
      if (suffix === undefined || !SUFFIXES[family.type]?.includes(suffix)) throw new Error(`a sample in the wrong family: ${line}`)
      const identity = JSON.stringify([sample.name, [...sample.labels].sort()])
      if (seen.has(identity)) throw new Error(`the same series twice: ${line}`)
      seen.add(identity)
      family.samples.push(sample)
    }
  }
  if (help) throw new Error('HELP without TYPE at the end')
  return [...families.values()]
}

function parseSample(line: string): ParsedSample {
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(line)
    if (!found) throw new Error(`expected ${pattern} at ${at}: ${line}`)
    at += found[0].length
    return found[0]
  }
  const name = take(NAME)
  const labels = new Map<string, string>()
  if (line[at] === '{') {
    do {
      at++
      const label = take(LABEL_NAME)
      if (labels.has(label)) throw new Error(`label twice: ${line}`)
      take(/="/y)
      labels.set(label, unescaped(take(/(?:[^"\\]|\\.)*/sy), '\\n"'))
      take(/"/y)
    } while (line[at] === ',')
    take(/\}/y)
  }
  take(/ /y)
  const valueText = line.slice(at)
  if (!VALUE.test(valueText)) throw new Error(`no value: ${line}`)
  return { name, labels, value: toNumber(valueText) }
}

function unescaped(text: string, escapable: string): string {
  return text.replace(/\\(.?)/gs, (_, escaped: string) => {
    if (escaped === '' || !escapable.includes(escaped)) throw new Error(`no such escape: \\${escaped}`)
    return escaped === 'n' ? '\n' : escaped
  })
}

function toNumber(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)
}
