/** collectd with its `statsd` plugin on a free loopback port: what it dispatches is in CSV files. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findServer } from './find-server.mjs'
import { startServer } from './server-process.mjs'
import { freeUdpPort } from './statsd.mjs'

/**
 * @typedef {object} CollectdServer
 * @property {number} port for UDP
 * @property {() => Record<string, number>} latest the last value of each thing it holds, by type and name: `derive-jobs`, `gauge-depth`
 * @property {() => Promise<void>} stop
 */

/**
 * @returns {Promise<CollectdServer>}
 * @throws {Error} when it is not installed
 */
export async function startCollectd() {
  const program = findServer('collectd')
  if (program === undefined) throw new Error('collectd is not on this machine: run scripts/install-servers as root.')
  const port = await freeUdpPort()
  const server = await startServer({
    program,
    args: (folder) => {
      mkdirSync(join(folder, 'csv'))
      writeFileSync(join(folder, 'collectd.conf'), configOf(folder, port))
      return ['-f', '-C', join(folder, 'collectd.conf')]
    },
    ready: (output) => (/Initialization complete/.test(output) ? true : undefined),
  })
  const folder = join(server.dataFolder, 'csv', 'telltale', 'statsd')
  const latest = () => {
    /** @type {Record<string, number>} */
    const values = {}
    for (const file of listed(folder)) {
      const last = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').at(-1) ?? ''
      values[file.replace(/-\d{4}-\d\d-\d\d$/, '')] = Number(last.split(',')[1])
    }
    return values
  }
  return { port, latest, stop: server.stop }
}

/** @param {string} folder */
function listed(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/**
 * @param {string} folder
 * @param {number} port
 */
function configOf(folder, port) {
  return `Hostname "telltale"
FQDNLookup false
BaseDir "${folder}"
PIDFile "${join(folder, 'collectd.pid')}"
Interval 1
LoadPlugin logfile
<Plugin logfile>
  LogLevel info
  File STDOUT
</Plugin>
LoadPlugin csv
<Plugin csv>
  DataDir "${join(folder, 'csv')}"
  StoreRates false
</Plugin>
LoadPlugin statsd
<Plugin statsd>
  Host "127.0.0.1"
  Port "${port}"
</Plugin>
`
}
