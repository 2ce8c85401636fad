import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ODD_REQUESTS } from '../support/malformed.js'
import { parseText } from '../support/parse-text.js'
import { MODULE_KINDS, runProgram, startProgram } from '../support/programs.js'
import { sendRaw } from '../support/raw-http.js'

/** The value of a series without labels. */
function valueOfMetric(text: string, name: string): number | undefined {
  return parseText(text)
    .find((family) => family.name === name)
    ?.samples.at(0)?.value
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-thread-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(MODULE_KINDS)('a thread of its own, %s', (kind) => {
  it('serves what every thread has written', async () => {
    const worker = `
      const { createRegistry } = require('@telltale/core')
      createRegistry().counter({ name: 'a_total', help: 'A.', labels: ['by'] }).inc({ by: 'worker' }, 5)
      require('node:worker_threads').parentPort.postMessage('done')`
    const lines = await runProgram(
      kind,
      `const { Worker } = require('node:worker_threads')
      const { once } = require('node:events')
      const counter = createRegistry().counter({ name: 'a_total', help: 'A.', labels: ['by'] })
      counter.inc({ by: 'main' }, 2)
      const server = await serveMetrics({ port: 0, prefix: 'app_' })
      const worker = new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] })
      await once(worker, 'message')
      await worker.terminate()
      counter.inc({ by: 'main' })
      const response = await fetch(server.url)
      console.log(JSON.stringify([response.headers.get('content-type'), await response.text(), encodeText(createRegistry().gather(), { prefix: 'app_' })]))
      await server.close()
      await server.close()
      console.log('closed')
      console.log(await fetch(server.url).then(() => 'still there', () => 'gone'))`,
    )
    const [type, text, here] = JSON.parse(lines[0] ?? '') as [string, string, string]
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text).toContain('# HELP app_a_total A.\n# TYPE app_a_total counter\n')
    expect(text).toContain('app_a_total{by="main"} 3\n')
    expect(text).toContain('app_a_total{by="worker"} 5\n')
    expect(text).toBe(here)
    expect(lines.slice(1)).toEqual(['closed', 'gone'])
  })

  it('serves the last values of observables, and calls no callback', async () => {
    const lines = await runProgram(
      kind,
      `const metrics = createRegistry({ observeIntervalMillis: 0 })
      let calls = 0
      metrics.gauge({ name: 'calls', observe: () => ++calls })
      metrics.info({ name: 'build', labels: { version: '1' } })
      metrics.stateSet({ name: 'mode', states: ['idle', 'busy'] }).only('busy')
      const server = await serveMetrics({ port: 0 })
      const scrape = async () => (await (await fetch(server.url)).text()).split('\\n').filter((line) => /^(calls|build|mode)/.test(line))
      const before = await scrape()
      await metrics.collect()
      console.log(JSON.stringify([before, await scrape(), await scrape(), calls]))
      await server.close()`,
    )
    const still = ['build_info{version="1"} 1', 'mode{mode="idle"} 0', 'mode{mode="busy"} 1']
    const after = [still[0], 'calls 1', ...still.slice(1)]
    expect(JSON.parse(lines[0] ?? '')).toEqual([still, after, after, 1])
  })

  it('answers while the thread that started it never yields', async () => {
    const flag = join(folder, `stop-${kind}`)
    const program = startProgram(
      kind,
      `const { existsSync } = require('node:fs')
      const counter = createRegistry().counter({ name: 'loops_total' })
      const server = await serveMetrics({ port: 0 })
      console.log(server.url)
      await new Promise((resolve) => setTimeout(resolve, 50))
      while (!existsSync(${JSON.stringify(flag)})) counter.inc()
      console.log(counter.get())`,
    )
    const url = await program.nextLine()
    const scrape = async () => valueOfMetric(await (await fetch(url, { signal: AbortSignal.timeout(30_000) })).text(), 'loops_total') ?? 0
    // Only the loop counts: from here on nothing else of that thread runs until the flag is there.
    let before = 0
    while (before === 0) before = await scrape()
    let during = before
    while (during === before) during = await scrape()
    writeFileSync(flag, '')
    const total = Number(await program.nextLine())
    expect((await program.ended).code).toBe(0)
    expect(during, 'a counter never goes back').toBeGreaterThan(before)
    expect(total).toBeGreaterThanOrEqual(during)
  })

  it('survives every request no scraper sends', async () => {
    const program = startProgram(
      kind,
      `createRegistry().gauge({ name: 'up' }).set(1)
      const server = await serveMetrics({ port: 0, ref: true, onProblem: (problem) => console.log(JSON.stringify(problem)) })
      console.log(server.port)`,
    )
    const port = Number(await program.nextLine())
    for (const { name, bytes, statuses } of ODD_REQUESTS) {
      expect(statuses.length === 0 ? [[]] : statuses, name).toContainEqual((await sendRaw(port, bytes)).statuses)
    }
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toBe('# TYPE up gauge\nup 1\n')
    program.process.kill()
    expect((await program.ended).lines).toEqual([])
  })

  it('rejects with a clear error when the port is taken', async () => {
    const lines = await runProgram(
      kind,
      `const problems = []
      const onProblem = (problem) => problems.push(problem)
      const first = await serveMetrics({ port: 0, onProblem })
      for (const thread of ['own', 'caller']) {
        const error = await serveMetrics({ port: first.port, thread, onProblem }).catch((error) => error)
        console.log(JSON.stringify([error instanceof TelltaleError, error.code, error.message.replaceAll(first.port, 'PORT')]))
      }
      const error = await serveMetrics({ host: '192.0.2.1', port: 0, onProblem }).catch((error) => error)
      console.log(JSON.stringify([error instanceof TelltaleError, error.code]))
      console.log((await fetch(first.url)).status, problems.length)`,
    )
    const message =
      'serveMetrics: cannot listen on 127.0.0.1:PORT: listen EADDRINUSE: address already in use 127.0.0.1:PORT; ' +
      'another server has that port: give another one, or 0 for any that is free'
    expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([
      [true, 'serve_failed', message],
      [true, 'serve_failed', message],
    ])
    expect(JSON.parse(lines[2] ?? '')).toEqual([true, 'serve_failed'])
    expect(lines[3]).toBe('200 0')
  })

  it('is one of several: each serves its registry under its prefix', async () => {
    const lines = await runProgram(
      kind,
      `createRegistry().gauge({ name: 'g' }).set(1)
      createRegistry({ name: 'other' }).gauge({ name: 'g' }).set(2)
      const servers = await Promise.all([
        serveMetrics({ port: 0 }),
        serveMetrics({ port: 0, registry: 'other', prefix: 'o_', path: '/' }),
        serveMetrics({ port: 0, thread: 'caller', registry: 'other' }),
        serveMetrics({ port: 0, source: createRegistry({ shared: false }) }),
      ])
      for (const { url } of servers) console.log(JSON.stringify(await (await fetch(url)).text()))
      await Promise.all(servers.map((server) => server.close()))`,
    )
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      '# TYPE g gauge\ng 1\n',
      '# TYPE o_g gauge\no_g 2\n',
      '# TYPE g gauge\ng 2\n',
      '',
    ])
  })

  it('lets the process end, unless it is told to keep it', async () => {
    for (const thread of ['own', 'caller']) {
      const lines = await runProgram(
        kind,
        `const { url } = await serveMetrics({ port: 0, thread: '${thread}' }); console.log((await fetch(url)).status)`,
      )
      expect(lines).toEqual(['200'])

      const program = startProgram(
        kind,
        `const { url } = await serveMetrics({ port: 0, thread: '${thread}', ref: true }); console.log(url)`,
      )
      const url = await program.nextLine()
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect((await fetch(url)).status).toBe(200)
      }
      expect(program.process.exitCode).toBe(null)
      program.process.kill()
      await program.ended
    }
  })
})

describe('a thread of its own', () => {
  it('runs no preload and sees no environment of the application', async () => {
    const preload = join(folder, 'preload.cjs')
    writeFileSync(preload, `console.log('preload in', require('node:worker_threads').isMainThread ? 'main' : 'a worker')`)
    const body = `const { url } = await serveMetrics({ port: 0 }); console.log((await fetch(url)).status)`
    expect(await runProgram('esm', body, ['--require', preload])).toEqual(['preload in main', '200'])
    expect(await runProgram('cjs', body, [], { NODE_OPTIONS: `--require ${preload}` })).toEqual(['preload in main', '200'])
  })

  it('refuses faulty options before anything is started', async () => {
    const lines = await runProgram('esm', `console.log((await serveMetrics({ port: -1, thread: 'x' }).catch((error) => error)).message)`)
    expect(lines).toEqual(["serveMetrics: port must be an integer from 0 to 65535, got -1; thread must be 'own' or 'caller', got \"x\""])
  })
})
