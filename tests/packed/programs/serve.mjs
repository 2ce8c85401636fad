// Counts, serves, and shows that what is served follows what is counted. Run from the installed packages and from bundles of them.
import { createRegistry } from '@telltale/core'
import { serveMetrics } from '@telltale/prometheus'

const problems = []
const jobs = createRegistry().counter({ name: 'packed_jobs_total', help: 'Jobs done.', labels: ['kind'] })
const server = await serveMetrics({ port: 0, onProblem: (problem) => problems.push(problem) })
const scrape = async () => {
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`)
  const text = await response.text()
  return { type: response.headers.get('content-type'), sample: text.split('\n').find((line) => line.startsWith('packed_jobs_total{')) }
}
jobs.inc({ kind: 'small' }, 3)
const first = await scrape()
jobs.inc({ kind: 'small' }, 4)
const second = await scrape()
await server.close()
console.log(JSON.stringify({ first, second, problems }))
