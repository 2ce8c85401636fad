/** Exporters for tests: nothing of this machine's environment, told problems kept. */

import type { Problem } from '@telltale/core'
import type { PushExporter } from '@telltale/core/push'
import { createDatadogExporter } from '../../src/exporter.js'
import type { DatadogApiOptions } from '../../src/options.js'
import type { Receiver } from './receiver.js'

export interface TestExporter {
  readonly exporter: PushExporter
  readonly problems: Problem[]
}

export function exporterFor(receiver: Receiver, options: Partial<DatadogApiOptions> = {}): TestExporter {
  const problems: Problem[] = []
  const exporter = createDatadogExporter({
    via: 'api',
    apiKey: receiver.apiKey,
    url: receiver.url,
    host: 'web-1',
    variables: {},
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  return { exporter, problems }
}

/** A signal that is never aborted. */
export const NEVER = new AbortController().signal
