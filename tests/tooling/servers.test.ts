import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkMetrics, describeWithServer, findServer, startPrometheus, startServer } from '../../scripts/servers/index.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'

describe('findServer', () => {
  test('finds a program on the PATH and no other', () => {
    expect(findServer('bash')).toMatch(/^\/.*\/bash$/)
    expect(findServer('no-such-server')).toBeUndefined()
  })
})

describe('startServer', () => {
  const program = process.execPath
  const serving = "require('node:http').createServer().listen(0, '127.0.0.1', function () { console.log('port', this.address().port) })"

  test('waits until the server is ready, stops it and removes its data', async () => {
    const server = await startServer({
      program,
      args: () => ['-e', serving],
      ready: (output) => /port (\d+)/.exec(output)?.[1],
    })
    expect(Number(server.ready)).toBeGreaterThan(0)
    expect(existsSync(server.dataFolder)).toBe(true)
    await server.stop()
    await server.stop()
    expect(existsSync(server.dataFolder)).toBe(false)
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  })

  test('says what a server that ends at once has printed', async () => {
    const failing = startServer({ program, args: () => ['-e', 'console.error("no config"); process.exit(4)'], ready: () => undefined })
    await expect(failing).rejects.toThrow(/ended with exit code 4\. It printed:\nno config/)
  })

  test('says so when the program is not there', async () => {
    const missing = startServer({ program: 'no-such-server', args: () => [], ready: () => undefined })
    await expect(missing).rejects.toThrow(/no-such-server could not be started/)
  })
})

describeWithServer('prometheus', 'startPrometheus', () => {
  test('scrapes a target, shows it and answers queries', async () => {
    const target = createServer((_, response) => response.end('# TYPE a_total counter\na_total 7\n'))
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    const prometheus = await startPrometheus({ targets: [`127.0.0.1:${(target.address() as AddressInfo).port}`] })
    try {
      expect((await prometheus.waitForTarget(({ health }) => health === 'up')).lastError).toBe('')
      const [sample] = await prometheus.waitForQuery('a_total', (samples) => samples.length > 0)
      expect(sample?.value).toBe(7)
      expect(sample?.metric['job']).toBe('telltale')
      expect(await prometheus.query('-1 / 0')).toEqual([{ metric: {}, value: -Infinity }])
      await expect(prometheus.query('a_total{')).rejects.toThrow('parse error')
    } finally {
      await prometheus.stop()
      target.close()
      target.closeAllConnections()
    }
  })
})

describeWithServer('promtool', 'checkMetrics', () => {
  test('accepts a good text and complains of a bad one', () => {
    expect(checkMetrics('# HELP a_total A.\n# TYPE a_total counter\na_total 1\n')).toEqual({ code: 0, output: '' })
    expect(checkMetrics('# TYPE a counter\na 1\n')).toMatchObject({
      code: 3,
      output: expect.stringContaining('counter metrics should have'),
    })
    expect(checkMetrics('a{ 1\n').code).toBe(1)
  })
})

describe('install-servers', () => {
  const script = join(ROOT, 'scripts', 'install-servers')
  let folder: string
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('says what is missing and succeeds where nothing can be installed', () => {
    // A machine with bash alone: neither the servers nor apt-get.
    folder = mkdtempSync(join(tmpdir(), 'telltale-path-'))
    const source = readFileSync(script, 'utf8').replace('PATH="$PATH:/usr/sbin:/sbin" ', '')
    const { status, stdout } = spawnSync(findServer('bash') ?? 'bash', ['-c', source], { env: { PATH: folder }, encoding: 'utf8' })
    expect(stdout).toMatch(/^install-servers: not installed: prometheus prometheus-pushgateway .*\. This machine has no apt-get/m)
    expect(status).toBe(0)
  })

  test('names the servers that are there', async () => {
    folder = mkdtempSync(join(tmpdir(), 'telltale-path-'))
    for (const name of ['prometheus', 'promtool']) symlinkSync(process.execPath, join(folder, name))
    const { code, output } = await run('bash', [script], { env: { PATH: `${folder}:${process.env['PATH']}` } })
    expect(output).toContain(`install-servers: prometheus is there: ${folder}/prometheus`)
    expect(output).toContain(`install-servers: promtool is there: ${folder}/promtool`)
    expect(code).toBe(0)
  })
})
