/** Texts as CloudWatch takes them: printable ASCII. */

const UNPRINTABLE = /[^\x20-\x7e]/gu

/** Each character that is refused becomes `_`; blanks at the ends are left out, since CloudWatch trims them too. */
export function toAscii(text: string): string {
  return text.replace(UNPRINTABLE, '_').trim()
}
