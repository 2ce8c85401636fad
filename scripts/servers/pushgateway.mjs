/** A real Pushgateway on a free loopback port, with nothing in it. */

import { createServer } from 'node:net'
import { findServer } from './find-server.mjs'
import { startServer } from './server-process.mjs'

/**
 * @typedef {object} PushgatewayGroup
 * @property {Record<string, string>} labels the grouping labels, `job` among them
 * @property {Record<string, any>} metrics its families by name, as `/api/v1/metrics` shows them
 */

/**
 * @typedef {object} RunningPushgateway
 * @property {string} url such as `http://127.0.0.1:40123`
 * @property {() => Promise<PushgatewayGroup[]>} groups what it holds
 * @property {() => Promise<string>} scrape its `/metrics`
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Pushgateway and waits until it is ready.
 *
 * @returns {Promise<RunningPushgateway>}
 * @throws {Error} when it is not installed, or with its output when it does not become ready
 */
export async function startPushgateway() {
  const program = findServer('prometheus-pushgateway')
  if (program === undefined) throw new Error('prometheus-pushgateway is not on this machine: run scripts/install-servers as root.')
  const url = `http://127.0.0.1:${await findFreePort()}`
  const server = await startServer({
    program,
    // Debian's keeps what it holds in one file for all, unless it is told to keep nothing.
    args: () => [`--web.listen-address=${url.slice('http://'.length)}`, '--persistence.file='],
    ready: async () => {
      const response = await fetch(`${url}/-/ready`).catch(() => undefined)
      return response?.ok === true ? true : undefined
    },
  })
  return {
    url,
    async groups() {
      const { data } = /** @type {{ data: any[] }} */ (await (await fetch(`${url}/api/v1/metrics`)).json())
      return data.map(({ labels, last_push_successful: _, push_time_seconds: __, push_failure_time_seconds: ___, ...metrics }) => ({
        labels,
        metrics,
      }))
    },
    scrape: async () => (await fetch(`${url}/metrics`)).text(),
    stop: server.stop,
  }
}

/** It cannot say which port the system gave it, so one is chosen that was free a moment ago. */
function findFreePort() {
  return /** @type {Promise<number>} */ (
    new Promise((resolve, reject) => {
      const probe = createServer().once('error', reject)
      probe.listen(0, '127.0.0.1', () => {
        const address = /** @type {import('node:net').AddressInfo} */ (probe.address())
        probe.close(() => resolve(address.port))
      })
    })
  )
}
