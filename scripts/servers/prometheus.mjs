/** A real Prometheus on a free loopback port, with a data folder of its own. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findServer } from './find-server.mjs'
import { startServer } from './server-process.mjs'

/** How long `waitForTarget` and `waitForQuery` try before they give up. */
const WAIT_DEADLINE_MILLIS = 60_000
const POLL_INTERVAL_MILLIS = 100

/**
 * @typedef {object} PrometheusTarget
 * @property {string} health `up`, `down` or `unknown`
 * @property {string} lastError empty when the last scrape succeeded
 * @property {string} scrapeUrl
 * @property {Record<string, string>} labels
 */

/**
 * @typedef {object} PrometheusSample
 * @property {Record<string, string>} metric its labels, `__name__` included
 * @property {number} value
 */

/**
 * @typedef {object} Prometheus
 * @property {string} url such as `http://127.0.0.1:40123`
 * @property {number} port
 * @property {number} pid
 * @property {() => string} output what it has printed so far
 * @property {() => Promise<PrometheusTarget[]>} targets what its target page shows
 * @property {(promql: string) => Promise<PrometheusSample[]>} query an instant query; scalars come as one sample without labels
 * @property {(isGood: (target: PrometheusTarget) => boolean) => Promise<PrometheusTarget>} waitForTarget
 * @property {(promql: string, isGood: (samples: PrometheusSample[]) => boolean) => Promise<PrometheusSample[]>} waitForQuery
 * @property {() => Promise<void>} stop
 */

/**
 * Starts Prometheus and waits until it is ready.
 *
 * Give either `targets`, scraped every second at `/metrics`, or the whole `config` as YAML. It listens on a port that the system
 * picks, so that any number of them run side by side.
 *
 * @param {object} [options]
 * @param {readonly string[]} [options.targets] `host:port` each
 * @param {string} [options.config] the configuration file's text, instead of `targets`
 * @param {readonly string[]} [options.flags] further command-line flags, for instance `--web.enable-remote-write-receiver`
 * @returns {Promise<Prometheus>}
 * @throws {Error} when it is not installed, or with its output when it does not become ready
 */
export async function startPrometheus({ targets = [], config = scrapeConfig(targets), flags = [] } = {}) {
  const program = findServer('prometheus')
  if (program === undefined) throw new Error('prometheus is not on this machine: run scripts/install-servers as root.')

  const server = await startServer({
    program,
    args: (dataFolder) => {
      writeFileSync(join(dataFolder, 'prometheus.yml'), config)
      return [
        `--config.file=${join(dataFolder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dataFolder, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
        ...flags,
      ]
    },
    ready: async (output) => {
      const port = /msg="Listening on" address=127\.0\.0\.1:(\d+)/.exec(output)?.[1]
      if (port === undefined) return undefined
      const response = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined)
      return response?.ok === true ? Number(port) : undefined
    },
  })
  const port = server.ready
  const url = `http://127.0.0.1:${port}`

  const ask = async (/** @type {string} */ path) => {
    const response = await fetch(`${url}${path}`)
    const body = /** @type {{ status: string, error?: string, data: any }} */ (await response.json())
    if (body.status !== 'success') throw new Error(`Prometheus answered ${response.status} to ${path}: ${body.error}`)
    return body.data
  }
  const listTargets = async () => /** @type {PrometheusTarget[]} */ ((await ask('/api/v1/targets?state=active')).activeTargets)
  const query = async (/** @type {string} */ promql) => toSamples(await ask(`/api/v1/query?query=${encodeURIComponent(promql)}`))

  return {
    url,
    port,
    pid: server.pid,
    output: server.output,
    targets: listTargets,
    query,
    waitForTarget: (isGood) =>
      waitFor(
        async () => (await listTargets()).find(isGood),
        async () => `no such target; there are ${JSON.stringify(await listTargets())}`,
      ),
    waitForQuery: (promql, isGood) =>
      waitFor(
        async () => {
          const samples = await query(promql)
          return isGood(samples) ? samples : undefined
        },
        async () => `${promql} is still ${JSON.stringify(await query(promql))}`,
      ),
    stop: server.stop,
  }
}

/** @param {readonly string[]} targets */
function scrapeConfig(targets) {
  const listed = targets.map((target) => JSON.stringify(target)).join(', ')
  return `global:
  scrape_interval: 1s
scrape_configs:
  - job_name: telltale
    static_configs:
      - targets: [${listed}]
`
}

/**
 * @param {{ resultType: string, result: any }} data
 * @returns {PrometheusSample[]}
 */
function toSamples({ resultType, result }) {
  if (resultType === 'scalar') return [{ metric: {}, value: toNumber(result[1]) }]
  return result.map((/** @type {any} */ sample) => ({ metric: sample.metric, value: toNumber(sample.value[1]) }))
}

/** @param {string} text as Prometheus writes numbers: infinities are `+Inf` and `-Inf` */
function toNumber(text) {
  return Number(text.replace('Inf', 'Infinity'))
}

/**
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @param {() => Promise<string>} describeFailure
 * @returns {Promise<T>}
 */
async function waitFor(look, describeFailure) {
  const deadlineMillis = Date.now() + WAIT_DEADLINE_MILLIS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadlineMillis) throw new Error(`After ${WAIT_DEADLINE_MILLIS / 1000} s ${await describeFailure()}`)
    await delay(POLL_INTERVAL_MILLIS)
  }
}
