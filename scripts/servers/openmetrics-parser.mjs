/** The strict OpenMetrics parser of Debian's python3-prometheus-client, in one process for any number of texts. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Debian's own interpreter, which alone sees Debian's packages. */
const INTERPRETER = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('openmetrics-parser.py', import.meta.url))

/**
 * @typedef {object} OpenMetricsSample
 * @property {string} name
 * @property {[string, string][]} labels
 * @property {string} value as Python prints it
 * @property {{ labels: [string, string][], value: string, seconds: number | null } | null} exemplar
 */

/**
 * @typedef {object} OpenMetricsFamily
 * @property {string} name
 * @property {string} type
 * @property {string} unit
 * @property {string} help
 * @property {OpenMetricsSample[]} samples
 */

/**
 * Starts the parser. `parse` may be called again before it has answered; `stop` ends the process.
 *
 * @returns {{ parse(text: string): Promise<{ families?: OpenMetricsFamily[], error?: string }>, stop(): Promise<void> }}
 */
export function startOpenMetricsParser() {
  const child = spawn(INTERPRETER, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PYTHONIOENCODING: 'utf-8' } })
  const closed = once(child, 'close')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text
  })
  /** @type {((answer: any) => void)[]} */
  const waiting = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)))
  void closed.then(() => {
    for (const settle of waiting.splice(0)) settle({ error: `the parser ended: ${errors}` })
  })

  return {
    parse: (text) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        // JSON leaves U+2028 and U+0085 as they are, and Python's lines end there in other modes: everything beyond ASCII is escaped.
        child.stdin.write(
          `${JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`,
        )
      }),
    async stop() {
      child.stdin.end()
      await closed
    },
  }
}
