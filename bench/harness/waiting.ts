/** Waiting: between turns of the event loop, or without giving it one. */

export function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis))
}

/** Asks again every few milliseconds. @throws Error when the answer is still no at the deadline. */
export async function until(what: string, isSo: () => boolean, deadlineMillis: number): Promise<void> {
  const deadline = performance.now() + deadlineMillis
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`still not so after ${deadlineMillis} ms: ${what}`)
    await sleep(2)
  }
}
