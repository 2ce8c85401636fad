/** Waits for the real event loop. The only place of the package that does; the time of tests is the manual clock's. */

/** Taken when the module is loaded, before a test runner puts timers of its own in its place. */
const nextTurn = setImmediate

/** Resolves when the event loop has turned: what was ready to run, promises above all, has run. */
export function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}
