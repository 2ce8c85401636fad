/** An application with many series that serves its metrics and watches its own event loop. */

import { type LoopDelay, watchLoopDelay } from '../harness/loop-delay.js'
import { answerCalls } from '../harness/program.js'
import type { Exposition, ExpositionPeer, Filling, MetricsServer } from '../peers/exposition-peer.js'
import { loadPeer } from '../peers/load.js'

export interface ApplicationInput {
  readonly library: ExpositionPeer['name']
  readonly filling: Filling
  readonly thread: 'own' | 'caller'
}

let exposition: Exposition
let server: MetricsServer | undefined
let stopWatching: (() => LoopDelay) | undefined

answerCalls({
  /** Fills a registry and serves it; the address. */
  async start({ library, filling, thread }: ApplicationInput): Promise<string> {
    const peer = await loadPeer(library)
    exposition = peer.fill(filling)
    server = await peer.serve?.(thread)
    if (!server) throw new Error(`${library} does not serve`)
    return server.url
  },
  change() {
    exposition.change()
  },
  watch() {
    stopWatching = watchLoopDelay()
  },
  delay(): LoopDelay | undefined {
    return stopWatching?.()
  },
})
