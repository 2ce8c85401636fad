/** What a conformance run is told of an exporter, and the backend that a test can give orders to. */

import type { PushExporter } from '@telltale/core/push'

/**
 * How a receiver answers one request: takes it (`accept`); takes some points of it and says which it refused (`accept-some`); is down for now (`fail`: 503), wants less of it
 * (`busy`: 429), refuses it for good (`reject`: 400), finds it too long (`too-large`: 413), sends elsewhere (`redirect`: to itself), answers never (`hang`), never ends its
 * answer (`drip`), or ends the connection (`drop`). It takes no point of what it does not accept.
 */
export type ReceiverAnswer = 'accept' | 'accept-some' | 'fail' | 'busy' | 'reject' | 'too-large' | 'redirect' | 'hang' | 'drip' | 'drop'

/** A backend in the test's hands. It listens on the loopback interface only. */
export interface ExporterReceiver {
  /** Where the exporter is to send: a URL, or what else the harness's `create` understands. It stays the same over `resume`. */
  readonly address: string
  /** The next requests are answered so, one each, and those after them are accepted. Replaces what was left of an earlier script. */
  script(answers: readonly ReceiverAnswer[]): void
  /** Requests, or datagrams, that came so far. */
  requestCount(): number
  /**
   * What the backend shows: for every counter the total over its series, by the name of Telltale's family. Deltas are added up; of cumulative values each series counts with its
   * last.
   */
  totals(): ReadonlyMap<string, number>
  /** Goes down: connections end, new ones are refused. What was taken stays. */
  pause(): Promise<void>
  /** Comes back at the same address. */
  resume(): Promise<void>
  /** Ends for good; called once, in whatever state it is. */
  stop(): Promise<void>
}

/** What a push may come to. An exception is `'retryable'`, as the pusher takes it. */
export type ExpectedOutcome = 'accepted' | 'retryable' | 'rejected'

/** Conditions of the retry table; `unreachable`: nobody listens. */
export type ExporterFault = 'unreachable' | 'drop' | 'fail' | 'busy' | 'reject' | 'too-large' | 'redirect'

/** An exporter on trial. */
export interface ExporterHarness {
  /** Makes the exporter that sends to `receiver`, with `secret` as its key, token or password if one is declared. */
  create(options: ExporterCreation): PushExporter | Promise<PushExporter>
  readonly receiver: { start(): Promise<ExporterReceiver> }
  /** `false` for protocols whose receivers do not answer, as UDP: the rules about answers are left out. @defaultValue true */
  readonly acknowledges?: boolean | undefined
  /**
   * What the exporter makes of each fault, where it is not the usual, or `'not-applicable'` where the protocol has no such thing.
   * @defaultValue `retryable` for `unreachable`, `drop`, `fail` and `busy`; `rejected` for `reject`, `too-large` and `redirect`
   */
  readonly outcomes?: Readonly<Partial<Record<ExporterFault, ExpectedOutcome | 'not-applicable'>>> | undefined
  /** Whether the backend can take some points of a request and name those it refuses. @defaultValue false */
  readonly acceptsSome?: boolean | undefined
  /** Must appear in no result, error or `util.inspect` of the exporter. @defaultValue 'k3y-0f-the-test' */
  readonly secret?: string | undefined
  /** How long after an abort the push may take to settle. @defaultValue 1_000, after which the pusher abandons it */
  readonly settlesWithinMillis?: number | undefined
}

export interface ExporterCreation {
  readonly receiver: ExporterReceiver
  /** To be given to the exporter where it would be given credentials. */
  readonly secret: string
}

/** The functions of a test runner: those of Vitest, Jest or `node:test`. */
export interface ExporterTestRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
}
