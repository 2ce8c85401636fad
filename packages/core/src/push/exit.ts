/** The end of the process: what is still to be delivered when it comes, and who ends it. */

import { processOf, workerThreads } from '../ground/platform.js'
import type { Stop } from '../ground/timers.js'

/** Somebody who has something to deliver at the end. Both are bounded by a deadline of his own. */
export interface ExitParty {
  /** The event loop has nothing left to do; if it is given something, this comes again. */
  onIdle(): void
  /** A signal came that the application handles itself: it may go on. */
  flush(): Promise<unknown>
  /** A signal came that ends the process. */
  close(): Promise<unknown>
  /** This thread is at its end and runs no promise any more. The answer, called when everybody was told, blocks it until what others do for it is done. */
  onExit?(): () => void
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Marks listeners of this kind, so that several copies of the library do not take one another for the application. */
const MARK = Symbol.for('telltale.exit-listener')

type SignalListener = ((signal: NodeJS.Signals) => void) & { [MARK]?: true }

const parties = new Set<ExitParty>()
let isLeaving = false

/**
 * Tells a party of the end of the process, for as long as it wants. There is one listener for all parties of a copy of the library.
 *
 * A signal whose default is to end the process still ends it when everybody is done, by the same signal: it is raised again. When the application has a
 * listener of its own for it, that one decides, and nothing is raised. Only the main thread is told of signals, which is how Node has it.
 */
export function watchExit(party: ExitParty): Stop {
  if (parties.size === 0) listen('on')
  parties.add(party)
  return () => {
    if (parties.delete(party) && parties.size === 0 && !isLeaving) listen('off')
  }
}

function listen(how: 'on' | 'off'): void {
  const process = processOf()
  process?.[how]('beforeExit', onBeforeExit)
  process?.[how]('exit', onExit)
  if (!process || workerThreads()?.isMainThread === false) return
  // Ahead of the application's, so that a listener it has for once is still there to be seen.
  for (const signal of SIGNALS) process[how === 'on' ? 'prependListener' : 'off'](signal, onSignal)
}

function onBeforeExit(): void {
  for (const party of parties) party.onIdle()
}

function onExit(): void {
  const waits = Array.from(parties, (party) => party.onExit?.())
  for (const wait of waits) wait?.()
}

const onSignal: SignalListener = (signal) => {
  if (isLeaving) return
  const process = processOf()
  const isApplications = process?.listeners(signal).some((listener) => !(listener as SignalListener)[MARK])
  if (isApplications) {
    for (const party of parties) void party.flush()
    return
  }
  isLeaving = true
  void Promise.all(Array.from(parties, (party) => party.close())).then(() => {
    listen('off')
    isLeaving = false
    // Another copy of the library that still has a listener raises it when that one is done.
    if (process?.listenerCount(signal) === 0) process.kill(process.pid, signal)
  })
}
onSignal[MARK] = true
