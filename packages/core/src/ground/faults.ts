/** Collects everything wrong with one options object, so that the user mends it once. */

import { TelltaleError } from './errors.js'
import { quote } from './quote.js'

export interface Faults {
  /** Notes that `field` of the options is wrong unless `isValid`. */
  expect(isValid: boolean, field: string, expected: string, given: unknown): void
  /** Notes a fault that is no matter of one field: a contradiction, a field that does not exist. */
  note(fault: string): void
  /** @throws TelltaleError `invalid_options` naming the subject and every fault noted. */
  throwIfAny(): void
}

/** @param subject What the options describe, as it opens the message: `counter "requests_total"`. */
export function collectFaults(subject: string): Faults {
  const faults: string[] = []
  return {
    expect(isValid, field, expected, given) {
      if (!isValid) faults.push(`${field} must be ${expected}, got ${quote(given)}`)
    },
    note(fault) {
      faults.push(fault)
    },
    throwIfAny() {
      if (faults.length > 0) throw new TelltaleError('invalid_options', `${subject}: ${faults.join('; ')}`)
    },
  }
}
