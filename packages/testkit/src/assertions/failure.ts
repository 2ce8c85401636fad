/** How an assertion fails: with the error that every test runner understands, at the line of the test. */

import { AssertionError } from 'node:assert'

/** What was compared; runners show the difference of the two. */
export interface Compared {
  readonly actual?: unknown
  readonly expected?: unknown
}

export function failure(message: string, compared: Compared = {}): AssertionError {
  return new AssertionError({ message, operator: 'expectMetric', ...compared })
}

/** An assertion whose failures begin where it was called, without the frames of this package. */
export function atCaller<A extends readonly unknown[]>(assertion: (...args: A) => void): (...args: A) => void {
  const checked = (...args: A): void => {
    try {
      assertion(...args)
    } catch (error) {
      if (error instanceof AssertionError) Error.captureStackTrace(error, checked)
      throw error
    }
  }
  return checked
}
