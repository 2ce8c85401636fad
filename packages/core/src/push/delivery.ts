/** Delivers one snapshot: attempts, the waits between them, and when to stop. */

import { type Attempt, type RunningAttempt, startAttempt } from './attempt.js'
import type { Parcel } from './backlog.js'
import type { Monitor } from './monitor.js'
import type { PusherSettings } from './options.js'

export interface Delivery {
  /** Before this, by the monotonic clock, the backend asked not to be bothered. */
  readonly notBeforeMillis: number
  /**
   * Tries until it is accepted or rejected, the policy says stop, or the time is up. Answers the last attempt; undefined when there was no time for one. Never rejects.
   *
   * An attempt once begun has its whole deadline: to cut it short would be to risk that the backend has the data and they are sent again.
   * @param untilMillis When no attempt is begun any more, by the monotonic clock; asked anew before each.
   */
  deliver(parcel: Parcel, untilMillis: () => number): Promise<Attempt | undefined>
  /** Somebody waits for what is delivered now to end: until `relax` there is one attempt a parcel, and a wait for another is over now. */
  hurry(): void
  /** Ends the attempt under way as well. */
  abort(): void
  relax(): void
}

export function createDelivery(settings: PusherSettings, monitor: Monitor): Delivery {
  const { clock, deadlineMillis, exporter, maxRetryAfterMillis, retry, timers } = settings
  let notBeforeMillis = Number.NEGATIVE_INFINITY
  let running: RunningAttempt | undefined
  let isHurried = false
  let wake = (): void => {}

  async function attempt({ snapshot }: Parcel): Promise<Attempt> {
    const startedMillis = clock.monotonicMillis()
    running = startAttempt(exporter, snapshot, deadlineMillis, timers)
    const result = await running.ended
    running = undefined
    monitor.attempted(result, clock.monotonicMillis() - startedMillis, clock.wallMillis())
    return result
  }

  /** How long the backend asked to be left alone: garbage is nothing. */
  function askedMillis(result: Attempt): number {
    const asked = result.outcome === 'retryable' ? result.retryAfterMillis : undefined
    return typeof asked === 'number' && asked > 0 ? Math.min(asked, maxRetryAfterMillis) : 0
  }

  /** The policy may be the user's own code; what it says that is no number of milliseconds means stop. */
  function policyMillis(attemptCount: number, remainingMillis: number): number | undefined {
    try {
      const millis = retry(attemptCount, remainingMillis)
      return typeof millis === 'number' && millis >= 0 ? millis : undefined
    } catch {
      return undefined
    }
  }

  function sleep(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = timers.after(millis, resolve)
      wake = () => {
        stop()
        resolve()
      }
    })
  }

  return {
    get notBeforeMillis() {
      return notBeforeMillis
    },
    async deliver(parcel, untilMillis) {
      const remaining = (): number => untilMillis() - clock.monotonicMillis()
      let last: Attempt | undefined
      for (let attemptCount = 1; remaining() > 0; attemptCount++) {
        last = await attempt(parcel)
        if (last.outcome === 'accepted' || last.outcome === 'rejected') return last
        const asked = askedMillis(last)
        if (asked > 0) notBeforeMillis = clock.monotonicMillis() + asked
        if (isHurried || (last.outcome === 'timeout' && last.isAbandoned)) return last
        const delay = policyMillis(attemptCount, remaining())
        if (delay === undefined || Math.max(delay, asked) >= remaining()) return last
        await sleep(Math.max(delay, asked))
        if (isHurried) return last
      }
      return last
    },
    hurry() {
      isHurried = true
      wake()
    },
    abort() {
      isHurried = true
      wake()
      running?.abort()
    },
    relax() {
      isHurried = false
    },
  }
}
