/** Tests that need something of the machine: run where it is, skipped by name where it is not, failed in CI. */

import { beforeAll, describe } from 'vitest'

/**
 * A `describe` that runs only when nothing is missing.
 *
 * Otherwise every test in the body is skipped and the suite's title says why; with `CI=true` every one fails instead, since what CI
 * lacks is a proof that CI does not make. The body is always called, to name the tests: what is missing may be used only inside
 * tests and hooks.
 *
 * @param {string | undefined} missing what this machine lacks and how to get it, as one sentence without a full stop
 * @param {string} title
 * @param {() => void} body
 */
export function describeWhere(missing, title, body) {
  if (missing === undefined) {
    describe(title, body)
  } else if (process.env['CI'] === 'true') {
    describe(title, () => {
      beforeAll(() => {
        throw new Error(`${missing}.`)
      })
      body()
    })
  } else {
    // The one place that may skip, and the title says why.
    describe.skip(`${title} [skipped: ${missing}]`, body)
  }
}
