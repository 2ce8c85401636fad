import { describe, expect, it } from 'vitest'
import { MODULE_KINDS, runProgram, startNode } from '../support/programs.js'

/** The flag that takes workers away, under the name this Node has for it. */
const PERMISSION_FLAG = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'

const SERVE = `
  const problems = []
  createRegistry().counter({ name: 'a_total' }).inc(3)
  const server = await serveMetrics({ port: 0, onProblem: (problem) => problems.push(problem) })
  console.log(JSON.stringify(await (await fetch(server.url)).text()))
  console.log(JSON.stringify(problems))
  await server.close()
  console.log('closed')`

const TEXT = '# TYPE a_total counter\na_total 3\n'

describe.each(MODULE_KINDS)("the caller's thread, %s", (kind) => {
  it('answers where workers are not allowed, and says so', async () => {
    const flags = [PERMISSION_FLAG, '--allow-fs-read=*', ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [])]
    const lines = await runProgram(kind, SERVE, flags)
    expect(JSON.parse(lines[0] ?? '')).toBe(TEXT)
    expect(JSON.parse(lines[1] ?? '')).toEqual([
      {
        kind: 'metrics_thread_unavailable',
        message: expect.stringMatching(/^The metrics are served from the caller's thread, .*restricted/),
      },
    ])
    expect(lines[2]).toBe('closed')
  })

  it('warns by default', async () => {
    const body = `const { url } = await serveMetrics({ port: 0 }); console.log((await fetch(url)).status)`
    const flags = [PERMISSION_FLAG, '--allow-fs-read=*', ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [])]
    const program = startNode([...flags, '--input-type=module', '--eval', `import { serveMetrics } from '@telltale/prometheus'; ${body}`])
    const { code, lines, errors } = await program.ended
    expect([code, lines]).toEqual([0, ['200']])
    expect(errors).toContain("[TELLTALE_METRICS_THREAD_UNAVAILABLE] TelltaleWarning: The metrics are served from the caller's thread")
  })
})

describe('without shared memory', () => {
  it("the caller's thread answers, and says so", async () => {
    const program = startNode([
      '--input-type=module',
      '--eval',
      `delete globalThis.SharedArrayBuffer
      const { createRegistry } = await import('@telltale/core')
      const { serveMetrics } = await import('@telltale/prometheus')
      ${SERVE}`,
    ])
    const { code, lines, errors } = await program.ended
    expect(code, errors).toBe(0)
    expect(JSON.parse(lines[0] ?? '')).toBe(TEXT)
    expect(JSON.parse(lines[1] ?? '')).toEqual([
      { kind: 'metrics_thread_unavailable', message: expect.stringMatching(/no memory that threads can share$/) },
    ])
  })
})
