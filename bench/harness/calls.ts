/** Keeps account of calls to a program in another process or thread: who waits for which answer, and what to tell them when it dies. */

import type { Answer, Call } from './program.js'

export interface CallLedger {
  call<T>(operation: string, input: unknown): Promise<T>
  /** Hands an answer to whoever waits for it. */
  settle(answer: Answer): void
  /** Rejects everybody who waits, and every later call. Only the first reason counts. */
  fail(reason: Error): void
  readonly hasFailed: boolean
}

/**
 * @param name What failures are reported under.
 * @param send Hands a call over.
 */
export function createCallLedger(name: string, send: (call: Call) => void): CallLedger {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>()
  let nextId = 1
  let death: Error | undefined

  return {
    call: (operation, input) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death)
        const id = nextId++
        waiting.set(id, { resolve, reject })
        send({ id, operation, input })
      }),
    settle(answer) {
      const waiter = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('fault' in answer) waiter?.reject(new Error(`${name} failed: ${answer.fault}`))
      else waiter?.resolve(answer.value as never)
    },
    fail(reason) {
      death ??= reason
      for (const { reject } of waiting.values()) reject(death)
      waiting.clear()
    },
    get hasFailed() {
      return death !== undefined
    },
  }
}
