/** What is wrong with a family made by hand. */

import { TelltaleError } from '@telltale/core'

/** @throws TelltaleError `invalid_options` naming the family. */
export function expectOf(
  { kind, name }: { readonly kind: string; readonly name: string },
  isValid: boolean,
  expected: string,
  given: string,
): void {
  if (!isValid) throw new TelltaleError('invalid_options', `${kind} ${JSON.stringify(name)}: expected ${expected}, got ${given}`)
}
