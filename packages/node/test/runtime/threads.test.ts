import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** Runs a program of its own that imports the built package; answers what it printed. */
function run(program: string): string {
  const code = `
    import { createRegistry } from '@telltale/core'
    import { collectRuntimeMetrics } from '@telltale/node'
    import { isMainThread, Worker } from 'node:worker_threads'
    const metrics = createRegistry()
    ${program}`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname, encoding: 'utf8' })
}

describe('runtime metrics over threads', () => {
  it('do not keep the process alive', () => {
    expect(run("collectRuntimeMetrics(metrics); console.log('end')")).toBe('end\n')
  })

  it('are of each thread where they belong to a thread, and of the process once', () => {
    const output = run(`
      const worker = new Worker(\`
        const { createRegistry } = require('@telltale/core')
        const { collectRuntimeMetrics } = require('@telltale/node')
        const { parentPort } = require('node:worker_threads')
        collectRuntimeMetrics(createRegistry()).sample().then(() => parentPort.postMessage('sampled'))
        parentPort.on('message', () => process.exit())
      \`, { eval: true, execArgv: [] })
      await collectRuntimeMetrics(metrics).sample()
      await new Promise((resolve) => worker.once('message', resolve))
      const families = new Map(metrics.gather().families.map((family) => [family.name, family]))
      const seriesOf = (name) => families.get(name).labelSets.length
      console.log(seriesOf('nodejs_heap_size_used_bytes'), seriesOf('process_resident_memory_bytes'))
      const { user, system } = process.cpuUsage()
      console.log(metrics.get('process_cpu_seconds_total').get() <= (user + system) / 1e6)
      worker.postMessage('end')`)
    expect(output).toBe('2 1\ntrue\n')
  })
})
