/** A server in this thread over a hand-made source, with what it reported. */

import type { Problem } from '@telltale/core'
import { systemClock } from '@telltale/core/exporter'
import type { SnapshotSource } from '@telltale/core/model'
import { listen, type RunningServer } from '../../src/serve/http-server.js'

export interface SourceServer extends RunningServer {
  readonly url: string
  readonly problems: readonly Problem[]
}

export async function serveSource(source: SnapshotSource, isSharedLoop = true): Promise<SourceServer> {
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const reporter = { report, reportOnce: report }
  const address = { host: '127.0.0.1', port: 0, path: '/metrics', ref: false }
  const server = await listen({ source, prefix: '', reporter, isSharedLoop, clock: systemClock, ...address })
  return { ...server, problems, url: `http://127.0.0.1:${server.port}/metrics` }
}
