/** Names as the text format 0.0.4 can write them. */

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LEGACY_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Whether a name is one that every Prometheus understands: `[a-zA-Z_:][a-zA-Z0-9_:]*`. */
export function isLegacyName(name: string): boolean {
  return LEGACY_NAME.test(name)
}

/**
 * A metric's name in the text. A name a classic Prometheus understands travels unchanged; in another one each character it would refuse becomes `_`
 * (the escaping scheme `underscores`), so that no name can break a line.
 */
export function toMetricName(name: string): string {
  if (LEGACY_NAME.test(name)) return name
  return toUnderscores(name, /[^a-zA-Z0-9_:]/gu)
}

/** The name an info is exposed under: with the suffix `_info`, which its writer may have given or not. */
export function toInfoName(name: string): string {
  return name.endsWith('_info') ? name : `${name}_info`
}

/** A family's label names in the text, by the same rule; two that would become the same name are kept apart by trailing underscores. */
export function toLabelNames(names: readonly string[]): readonly string[] {
  if (names.every((name) => LEGACY_LABEL_NAME.test(name))) return names
  const taken = new Set(names.filter((name) => LEGACY_LABEL_NAME.test(name)))
  return names.map((name) => {
    if (LEGACY_LABEL_NAME.test(name)) return name
    let written = toUnderscores(name, /[^a-zA-Z0-9_]/gu)
    while (taken.has(written)) written += '_'
    taken.add(written)
    return written
  })
}

function toUnderscores(name: string, illegal: RegExp): string {
  const written = name.replace(illegal, '_')
  return written === '' || /^[0-9]/.test(written) ? `_${written}` : written
}
