import { createRegistry } from '@telltale/core'
import { createPusher } from '@telltale/core/push'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithServer, startPushgateway } from '../../../../scripts/servers/index.mjs'
import { createPushgatewayExporter } from '../../src/pushgateway/exporter.js'
import { createPushgateway } from '../../src/pushgateway/pushgateway.js'

/** Reliability 4.1: values that are valid and that clients lose; each is tried as job and as grouping value. */
const HOSTILE = ['x/y', 'a/b/c', '.', '..', '', ' ', 'a b', '%2F%2e', 'ünï/çødé 🦊', '+&=?#;', 'quote"back\\slash\nline\'', '@base64', '=']

describeWithServer('prometheus-pushgateway', 'a real Pushgateway', () => {
  let server: Awaited<ReturnType<typeof startPushgateway>>
  beforeAll(async () => {
    server = await startPushgateway()
  })
  afterAll(() => server?.stop())

  const registryOf = (value: number) => {
    const registry = createRegistry({ shared: false })
    registry.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['kind'] }).inc({ kind: 'mail' }, value)
    registry.histogram({ name: 'wait_seconds', help: 'Waits.', buckets: [0.1, 1] }).observe(0.5)
    return registry
  }
  const groupOf = async (job: string, instance: string) =>
    (await server.groups()).filter(({ labels }) => labels['job'] === job && labels['instance'] === instance)

  it.each(HOSTILE)('stores the value %j intact, as job and as grouping label, and removes it again', async (value) => {
    const [job, instance] = [value === '' ? 'empty' : value, value]
    const gateway = createPushgateway({ url: server.url, job, grouping: { instance } })
    expect(await gateway.put(registryOf(7).gather())).toEqual({ outcome: 'accepted' })
    const [group, ...others] = await groupOf(job, instance)
    expect(others).toEqual([])
    expect(Object.keys(group?.labels ?? {}).sort()).toEqual(['instance', 'job'])
    expect(group?.metrics['jobs_total'].metrics[0]).toMatchObject({ labels: { job, instance, kind: 'mail' }, value: '7' })
    expect(group?.metrics['wait_seconds'].metrics[0].buckets).toEqual({ '0.1': '0', '1': '1', '+Inf': '1' })

    expect(await gateway.delete()).toEqual({ outcome: 'accepted' })
    await expect.poll(() => groupOf(job, instance)).toEqual([])
  })

  it('replaces the whole group by put, and metrics of the same names by post', async () => {
    const gateway = createPushgateway({ url: `${server.url}/`, job: 'methods', grouping: { instance: 'a' }, prefix: 'app_' })
    const other = createRegistry({ shared: false })
    other.gauge({ name: 'depth' }).set(1)
    const names = async () => Object.keys((await groupOf('methods', 'a'))[0]?.metrics ?? {}).sort()

    await gateway.post(registryOf(1).gather())
    expect(await names()).toEqual(['app_jobs_total', 'app_wait_seconds'])
    await gateway.post(other.gather())
    expect(await names()).toEqual(['app_depth', 'app_jobs_total', 'app_wait_seconds'])
    await gateway.put(other.gather())
    expect(await names()).toEqual(['app_depth'])
  })

  it('is kept up to date by a pusher', async () => {
    const registry = registryOf(1)
    const jobs = registry.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['kind'] })
    const exporter = createPushgatewayExporter({ url: server.url, job: 'pusher', grouping: { instance: 'a' } })
    const pusher = createPusher({ source: registry, exporter, intervalMillis: 86_400_000, flushAtExit: false })
    expect(await pusher.flush()).toBe('accepted')
    jobs.inc({ kind: 'mail' }, 41)
    await pusher.close()
    const [group] = await groupOf('pusher', 'a')
    expect(group?.metrics['jobs_total'].metrics[0].value).toBe('42')
  })

  it('says why it refuses, and the push is given up', async () => {
    const problems: string[] = []
    const gateway = createPushgateway({ url: server.url, job: 'conflict', onProblem: ({ message }) => problems.push(message) })
    const [counted, clash] = [createRegistry({ shared: false }), createRegistry({ shared: false })]
    counted.counter({ name: 'clash' }).inc()
    clash.gauge({ name: 'clash' }).set(1)
    await createPushgateway({ url: server.url, job: 'first' }).put(counted.gather())
    const result = await gateway.put(clash.gather())
    expect(result).toEqual({ outcome: 'rejected', reason: 'bad_request' })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^The Pushgateway refused a PUT with status 400: .*clash/)
  })
})
