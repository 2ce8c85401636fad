/** How long to wait before trying a failed push again. */

export interface RetryOptions {
  /** Attempts in all, the first included. @defaultValue 5 */
  readonly maxAttempts?: number
  /** Wait before the second attempt. @defaultValue 1_000 */
  readonly initialDelayMillis?: number
  /** No wait is longer than this. @defaultValue 30_000 */
  readonly maxDelayMillis?: number
  /** Source of jitter in `[0, 1)`; a test passes a constant. @defaultValue Math.random */
  readonly random?: () => number
}

/**
 * @param attempt Attempts made so far, from 1.
 * @param remainingMillis Until the push must be over.
 * @returns The wait before the next attempt, or `undefined`: stop.
 */
export type RetryPolicy = (attempt: number, remainingMillis: number) => number | undefined

/**
 * Full-jitter exponential backoff bounded by the caller's deadline.
 *
 * The policy is pure: it sleeps nowhere and remembers nothing, so one policy serves any number of concurrent pushes. It answers
 * `undefined`, meaning stop, when the attempts are spent or when the next wait would outlive `remainingMillis`: a push must not
 * still be waiting when its successor is due.
 */
export function exponentialRetry(options: RetryOptions = {}): RetryPolicy {
  const { maxAttempts = 5, initialDelayMillis = 1_000, maxDelayMillis = 30_000, random = Math.random } = options

  return (attempt, remainingMillis) => {
    if (attempt >= maxAttempts) return undefined
    const ceilingMillis = Math.min(initialDelayMillis * 2 ** (attempt - 1), maxDelayMillis)
    const delayMillis = random() * ceilingMillis
    return delayMillis < remainingMillis ? delayMillis : undefined
  }
}

/** Never tries again: for backends that acknowledge nothing, where a second attempt could only count twice. */
export const noRetry: RetryPolicy = () => undefined
