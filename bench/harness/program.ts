/** The other side of `processes.ts` and `threads.ts`: a program says which operations it has and answers calls in order. */

import { parentPort } from 'node:worker_threads'

export interface Call {
  readonly id: number
  readonly operation: string
  readonly input: unknown
}

export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly fault: string }

/** An operation takes structured-cloneable input and answers the like. */
export type Operation = (input: never) => unknown

/** Serves calls until whoever started this process or thread ends it; a process also ends when its parent has gone. */
export function answerCalls(operations: Readonly<Record<string, Operation>>): void {
  let last: Promise<void> = Promise.resolve()
  const receive = (message: unknown): void => {
    last = last.then(async () => {
      const answer = await run(operations, message as Call)
      if (parentPort) parentPort.postMessage(answer)
      else process.send?.(answer)
    })
  }
  if (parentPort) {
    parentPort.on('message', receive)
    return
  }
  process.on('message', receive)
  process.on('disconnect', () => process.exit(1))
}

async function run(operations: Readonly<Record<string, Operation>>, call: Call): Promise<Answer> {
  try {
    const operation = operations[call.operation]
    if (!operation) throw new Error(`no operation '${call.operation}'; there are ${Object.keys(operations).join(', ')}`)
    return { id: call.id, value: await operation(call.input as never) }
  } catch (error) {
    return { id: call.id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
