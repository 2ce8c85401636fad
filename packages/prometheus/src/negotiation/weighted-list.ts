/** Lists with weights, as `Accept` and `Accept-Encoding` are (RFC 9110, 12.4.2). */

export interface WeightedItem {
  /** In lower case: `text/plain`, `gzip`. */
  readonly name: string
  /** Names in lower case; values as given, without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
  /** `q`, from 0 to 1; 1 when there is none that can be read. */
  readonly weight: number
}

/** No client has reason to list more; what comes beyond is not read. */
const MAX_ITEMS_COUNT = 100

/** The items of a header, best first, and as they came where they weigh the same. Never throws, whatever is given. */
export function parseWeightedList(header: string): readonly WeightedItem[] {
  return header
    .split(',', MAX_ITEMS_COUNT)
    .map(toItem)
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.weight - a.weight)
}

function toItem(text: string): WeightedItem {
  const [name = '', ...rest] = text.split(';')
  const parameters = new Map<string, string>()
  for (const parameter of rest) {
    const [key = '', value = ''] = parameter.split('=', 2)
    parameters.set(key.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1'))
  }
  return { name: name.trim().toLowerCase(), parameters, weight: toWeight(parameters.get('q')) }
}

function toWeight(text: string | undefined): number {
  return text !== undefined && /^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 1
}
