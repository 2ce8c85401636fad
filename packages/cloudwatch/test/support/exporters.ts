/** Exporters of tests: the real client, with credentials of no account. */

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { Problem } from '@telltale/core'
import type { PushExporter } from '@telltale/core/push'
import { type CloudWatchExporterOptions, createCloudWatchExporter } from '../../src/index.js'

export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

export function createTestClient(url: string): CloudWatchClient {
  return new CloudWatchClient({ region: 'eu-central-1', endpoint: url, credentials: CREDENTIALS, maxAttempts: 1 })
}

export interface TestExporter {
  readonly exporter: PushExporter
  readonly problems: Problem[]
  close(): void
}

export function createTestExporter(url: string, options: Partial<CloudWatchExporterOptions> = {}): TestExporter {
  const problems: Problem[] = []
  const client = createTestClient(url)
  const exporter = createCloudWatchExporter({ namespace: 'Shop', client, onProblem: (problem) => problems.push(problem), ...options })
  return { exporter, problems, close: () => client.destroy() }
}

/** Never aborted. */
export const NO_DEADLINE: AbortSignal = new AbortController().signal
