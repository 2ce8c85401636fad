/** What a library brings to the suites in which it has a process to itself: text, memory, creation of series and serving. */

import type { LibraryName } from './names.js'

/** What the registry is full of. */
export interface Filling {
  readonly kind: 'counter' | 'histogram' | 'summary'
  readonly seriesCount: number
  /** Where among the label names the one with many values stands. */
  readonly place: 'first' | 'last'
}

/** A registry full of series, each of them recorded once. */
export interface Exposition {
  /** Records once more in every series: `inc()` or `observe()`. */
  change(): void
  /** The whole text as one string. */
  renderText(): string | Promise<string>
  /** The whole text as it would be written to a socket; the number of bytes. */
  renderBytes(): number | Promise<number>
}

/** A server of `/metrics` on the loopback interface. */
export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

export interface ExpositionPeer {
  readonly name: LibraryName | 'floor'
  fill(filling: Filling): Exposition
  /** Serves what was filled last, as the library's own documentation says. Undefined where it has no part in the suites that scrape. */
  readonly serve?: (thread: 'own' | 'caller') => Promise<MetricsServer>
  /** Makes a counter with three labels, has the label sets ready, then times their first use; milliseconds. */
  readonly create?: (seriesCount: number, place: 'first' | 'last') => number
  /** Bytes of shared memory the library has taken in this process. */
  readonly sharedBytes?: () => number
}
