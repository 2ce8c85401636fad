/**
 * A strict reader of DogStatsD, written from Datadog's "DogStatsD protocol" page ("Datagram format") and not from the encoder.
 *
 * - P1 "Metrics": `<METRIC_NAME>:<VALUE>|<TYPE>|@<SAMPLE_RATE>|#<TAG_KEY_1>:<TAG_VALUE_1>,<TAG_2>`.
 * - P2 "METRIC_NAME: a string that contains only ASCII alphanumerics, underscores, and periods", and metric naming: it starts with a letter.
 * - P3 "VALUE: an integer or float"; protocol v1.1: several "separated by :", for all types but sets.
 * - P4 "TYPE: c for COUNT, g for GAUGE, ms for TIMER, h for HISTOGRAM, s for SET, d for DISTRIBUTION".
 * - P5 "SAMPLE_RATE: a float between 0 and 1, inclusive. Only works with COUNT, HISTOGRAM, DISTRIBUTION, and TIMER metrics".
 * - P6 "TAGS: a comma-separated list of strings", keys and values divided by the first colon.
 * - P7 v1.2 `|c:<CONTAINER_ID>`, v1.3 `|T<UNIX_TIMESTAMP>`, v1.5 `|e:`, then `|card:`.
 * - P8 "Events": `_e{<TITLE_UTF8_LENGTH>,<TEXT_UTF8_LENGTH>}:<TITLE>|<TEXT>|d:|h:|p:|t:|#…`; lengths in bytes of UTF-8, line ends escaped.
 * - P9 "Service checks": `_sc|<NAME>|<STATUS>|d:|h:|#…|m:<MESSAGE>`; status 0 to 3, the message last.
 */

export interface DogstatsdMetric {
  readonly name: string
  readonly values: readonly (number | string)[]
  readonly type: string
  readonly rate: number
  readonly tags: readonly string[]
  readonly fields: readonly string[]
}

export interface DogstatsdEvent {
  readonly title: string
  readonly text: string
  readonly sections: readonly string[]
}

const NAME = /^[A-Za-z][A-Za-z0-9_.]*$/
const NUMBER = /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u001f\u007f]/

/** @throws Error naming the clause that a line offends. */
export function parseMetric(line: string): DogstatsdMetric {
  refuse(CONTROLS.test(line), 'P1', line)
  const [head = '', type = '', ...sections] = line.split('|')
  const [name = '', ...texts] = head.split(':')
  refuse(!NAME.test(name), 'P2', line)
  refuse(!['c', 'g', 'ms', 'h', 's', 'd'].includes(type), 'P4', line)
  refuse(texts.length === 0 || texts.includes(''), 'P3', line)
  refuse(type === 's' && texts.length > 1, 'P3', line)
  refuse(type !== 's' && !texts.every((text) => NUMBER.test(text)), 'P3', line)
  let rate = 1
  let tags: readonly string[] = []
  const fields: string[] = []
  for (const section of sections) {
    if (section.startsWith('@')) {
      rate = Number(section.slice(1))
      refuse(!(rate > 0 && rate <= 1) || !['c', 'h', 'd', 'ms'].includes(type), 'P5', line)
    } else if (section.startsWith('#')) {
      refuse(tags.length > 0, 'P6', line)
      tags = section.slice(1).split(',')
      refuse(
        tags.some((tag) => tag === '' || tag.startsWith(':')),
        'P6',
        line,
      )
    } else {
      refuse(!/^(c:.+|T\d+|e:.+|card:(none|low|orchestrator|high))$/.test(section), 'P7', line)
      fields.push(section)
    }
  }
  return { name, values: type === 's' ? texts : texts.map(Number), type, rate, tags, fields }
}

/** @throws Error naming the clause that a line offends. */
export function parseEvent(line: string): DogstatsdEvent {
  refuse(CONTROLS.test(line), 'P8', line)
  const head = /^_e\{(\d+),(\d+)\}:/.exec(line)
  refuse(head === null, 'P8', line)
  const bytes = Buffer.from(line.slice(head?.[0].length))
  const titleBytes = Number(head?.[1])
  const textBytes = Number(head?.[2])
  refuse(titleBytes === 0 || bytes.toString('utf8', titleBytes, titleBytes + 1) !== '|', 'P8', line)
  const rest = bytes.toString('utf8', titleBytes + 1 + textBytes)
  const sections = rest === '' ? [] : rest.slice(1).split('|')
  refuse(rest !== '' && !rest.startsWith('|'), 'P8', line)
  refuse(
    !sections.every((section) => /^(d:\d+|h:.+|k:.+|p:(normal|low)|s:.+|t:(error|warning|info|success)|#.+)$/.test(section)),
    'P8',
    line,
  )
  return {
    title: bytes.toString('utf8', 0, titleBytes),
    text: bytes.toString('utf8', titleBytes + 1, titleBytes + 1 + textBytes),
    sections,
  }
}

/** @throws Error naming the clause that a line offends. */
export function parseServiceCheck(line: string): { readonly name: string; readonly status: number; readonly message: string } {
  refuse(CONTROLS.test(line), 'P9', line)
  const found = /^_sc\|([^|]+)\|([0-3])((?:\|(?:d:\d+|h:[^|]+|#[^|]+))*)(?:\|m:(.*))?$/.exec(line)
  refuse(found === null, 'P9', line)
  return { name: found?.[1] ?? '', status: Number(found?.[2]), message: found?.[4] ?? '' }
}

function refuse(isWrong: boolean, clause: string, line: string): void {
  if (isWrong) throw new Error(`${clause}: ${JSON.stringify(line)}`)
}
