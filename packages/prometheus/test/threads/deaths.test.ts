import { describe, expect, it } from 'vitest'
import { MODULE_KINDS, runProgram } from '../support/programs.js'

/** Every worker the program starts, as the parent sees it: the way to a thread that nobody hands out. */
const WATCH_WORKERS = `
  const workers = []
  process.on('worker', (worker) => workers.push(worker))
  const problems = []
  const onProblem = (problem) => problems.push(problem)
  const until = async (isSo) => { while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20)) }
  const answers = (url) => fetch(url).then((response) => response.text(), () => undefined)`

describe.each(MODULE_KINDS)('the death of the metrics thread, %s', (kind) => {
  it('is reported and counted, and the thread is started again on the same port', async () => {
    const lines = await runProgram(
      kind,
      `${WATCH_WORKERS}
      const counter = createRegistry().counter({ name: 'a_total' })
      counter.inc(7)
      const server = await serveMetrics({ port: 0, onProblem })
      for (let death = 1; death <= 2; death++) {
        await workers.at(-1).terminate()
        await until(() => problems.length === death)
        counter.inc()
        await until(async () => (await answers(server.url)) !== undefined)
      }
      console.log(JSON.stringify(await answers(server.url)))
      console.log(JSON.stringify(problems))
      await server.close()
      console.log(workers.length, await answers(server.url))`,
    )
    const text = JSON.parse(lines[0] ?? '') as string
    expect(text).toContain('a_total 9\n')
    expect(text).toContain('telltale_metrics_thread_restarts_total 2\n')
    const problem = {
      kind: 'metrics_thread_died',
      message: expect.stringMatching(/^The metrics thread died and is started again: .*ended with code 1$/),
    }
    expect(JSON.parse(lines[1] ?? '')).toEqual([problem, problem])
    expect(lines[2]).toBe('3 undefined')
  })

  it('is tried again when the port is taken meanwhile', async () => {
    const lines = await runProgram(
      kind,
      `${WATCH_WORKERS}
      const { createServer } = require('node:net')
      const server = await serveMetrics({ port: 0, onProblem })
      const squatter = createServer((socket) => socket.destroy())
      await workers[0].terminate()
      await new Promise((resolve) => squatter.listen(server.port, '127.0.0.1', resolve))
      await until(() => problems.some(({ kind }) => kind === 'metrics_thread_not_restarted'))
      await new Promise((resolve) => squatter.close(resolve))
      await until(async () => (await answers(server.url)) !== undefined)
      console.log(problems.map(({ kind }) => kind).join(' '))
      await server.close()`,
    )
    expect(lines).toEqual(['metrics_thread_died metrics_thread_not_restarted'])
  })

  it('is not mended after close', async () => {
    const lines = await runProgram(
      kind,
      `${WATCH_WORKERS}
      const server = await serveMetrics({ port: 0, onProblem })
      const dying = workers[0].terminate()
      await until(() => problems.length === 1)
      await server.close()
      await dying
      await new Promise((resolve) => setTimeout(resolve, 400))
      console.log(workers.length, problems.length, await answers(server.url))`,
    )
    expect(lines).toEqual(['1 1 undefined'])
  })

  it('by way of process.exit() in the application is no trouble at all', async () => {
    const lines = await runProgram(kind, `await serveMetrics({ port: 0, ref: true }); console.log('bye'); process.exit(0)`)
    expect(lines).toEqual(['bye'])
  })
})
