/** The npm package `statsd`, Etsy's server, on free loopback ports: what it has counted is asked over its management interface. */

import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { startServer } from './server-process.mjs'

/**
 * @typedef {object} StatsdServer
 * @property {number} port for UDP
 * @property {(what: 'counters' | 'gauges' | 'timers') => Promise<string>} ask what it holds, as it prints it; it is never flushed
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} script path of the package's `stats.js`
 * @returns {Promise<StatsdServer>}
 */
export async function startStatsd(script) {
  const [port, managementPort] = [await freeUdpPort(), await freeTcpPort()]
  const config = {
    address: '127.0.0.1',
    port,
    mgmt_address: '127.0.0.1',
    mgmt_port: managementPort,
    flushInterval: 3_600_000,
    backends: ['./backends/console'],
    title: false,
  }
  const ask = (/** @type {string} */ what) => askOverTcp(managementPort, what)
  const server = await startServer({
    program: process.execPath,
    args: (dataFolder) => {
      const file = join(dataFolder, 'config.js')
      writeFileSync(file, JSON.stringify(config))
      // The server calls `util.log`, which Node has had no more since 23.
      const preload = join(dataFolder, 'util-log.cjs')
      writeFileSync(preload, "require('node:util').log ??= console.log\n")
      return ['--require', preload, script, file]
    },
    ready: async () => ((await ask('health').catch(() => '')).includes('up') ? true : undefined),
  })
  return { port, ask, stop: server.stop }
}

/**
 * @param {number} port
 * @param {string} command
 * @returns {Promise<string>}
 */
function askOverTcp(port, command) {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\n`))
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text
      if (!/END\n|health/.test(answer)) return
      socket.destroy()
      resolve(answer)
    })
    socket.on('error', reject)
  })
}

/** A UDP port that was free a moment ago: this server cannot be told to choose. @returns {Promise<number>} */
export function freeUdpPort() {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}

/** @returns {Promise<number>} */
function freeTcpPort() {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}
