/** Weighs the heaps of this process's worker threads from outside, through the inspector: a thread that belongs to a library cannot be asked otherwise. */

import { Session } from 'node:inspector/promises'

interface WorkerMessage {
  readonly id?: number
  readonly result?: { readonly result?: { readonly value?: number } }
}

/** Heap and what it holds outside, after a collection, of every worker thread that runs now; bytes in all. */
export async function weighWorkerThreads(): Promise<number> {
  const session = new Session()
  session.connect()
  const sessionIds: string[] = []
  const weights = new Map<string, (bytes: number) => void>()
  session.on('NodeWorker.attachedToWorker', ({ params }) => sessionIds.push(params.sessionId))
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const message = JSON.parse(params.message) as WorkerMessage
    if (message.id === measureId) weights.get(params.sessionId)?.(message.result?.result?.value ?? Number.NaN)
  })
  try {
    await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    // Attaching is reported by events of its own, a moment later.
    await new Promise((resolve) => setTimeout(resolve, 200))
    let totalBytes = 0
    for (const sessionId of sessionIds) totalBytes += await weighOne(session, sessionId, weights)
    return totalBytes
  } finally {
    await session.post('NodeWorker.disable')
    session.disconnect()
  }
}

const measureId = 1_000
const measure = '(() => { const { heapUsed, external } = process.memoryUsage(); return heapUsed + external })()'

async function weighOne(session: Session, sessionId: string, weights: Map<string, (bytes: number) => void>): Promise<number> {
  const weighed = new Promise<number>((resolve) => weights.set(sessionId, resolve))
  const send = (id: number, method: string, params: object = {}): Promise<void> => {
    return session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) })
  }
  await send(1, 'HeapProfiler.enable')
  for (let pass = 2; pass < 5; pass++) await send(pass, 'HeapProfiler.collectGarbage')
  await send(measureId, 'Runtime.evaluate', { expression: measure, returnByValue: true })
  return weighed
}
