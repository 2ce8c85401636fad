/** How an assertion fails: with the error that every test runner understands, at the line of the test. */

import { AssertionError } from 'node:assert'

/** Both sides of a comparison; runners show how they differ. */
export interface Compared {
  readonly actual: unknown
  readonly expected: unknown
}

/** The operators are those of `node:assert`, because Jest chooses its words by them. */
export function failure(message: string, compared?: Compared): AssertionError {
  return new AssertionError({ message, operator: compared ? 'equal' : 'fail', ...compared })
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
