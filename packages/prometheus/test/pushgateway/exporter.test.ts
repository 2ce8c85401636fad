import { inspect } from 'node:util'
import { buildSnapshot } from '@telltale/testkit'
import { describeExporter } from '@telltale/testkit/exporter'
import { describe, expect, it } from 'vitest'
import { createPushgatewayExporter } from '../../src/pushgateway/exporter.js'
import { createPushgateway } from '../../src/pushgateway/pushgateway.js'
import { startReceiver } from './receiver.js'

describeExporter(
  'pushgateway',
  {
    create: ({ receiver, secret }) =>
      createPushgatewayExporter({ url: receiver.address, job: 'trial', bearerToken: secret, onProblem() {} }),
    receiver: { start: startReceiver },
  },
  { describe, it },
)

const snapshot = buildSnapshot({ families: [{ kind: 'counter', name: 'jobs_total', series: [{ value: 3 }] }] })

describe('a call', () => {
  it.each(['put', 'post', 'delete'] as const)('%s is over at its deadline, however busily the server drips', async (method) => {
    const receiver = await startReceiver()
    receiver.script(['drip'])
    const gateway = createPushgateway({ url: receiver.address, job: 'j', timeoutMillis: 150 })
    const result = await (method === 'delete' ? gateway.delete() : gateway[method](snapshot))
    await receiver.stop()
    expect(result).toEqual({ outcome: 'retryable', reason: 'there was no whole answer within 150 ms' })
    expect(receiver.requestCount()).toBe(1)
  })

  it('that is redirected is refused and told, and is not followed', async () => {
    const receiver = await startReceiver()
    receiver.script(['redirect'])
    const problems: string[] = []
    const gateway = createPushgateway({ url: receiver.address, job: 'j', onProblem: ({ message }) => problems.push(message) })
    expect(await gateway.put(snapshot)).toEqual({ outcome: 'rejected', reason: 'redirected' })
    await receiver.stop()
    expect(receiver.requestCount()).toBe(1)
    expect(problems).toEqual(['The Pushgateway refused a PUT with status 302'])
  })

  it('shows no secret, not even one that the server sends back', async () => {
    const receiver = await startReceiver()
    const problems: string[] = []
    const onProblem = ({ message }: { message: string }) => problems.push(message)
    const given = [
      { basicAuth: { username: 'me', password: 'p4ssw0rd' } },
      { bearerToken: 't0ken-t0ken' },
      { headers: { 'X-Api-Key': 'k3y-k3y-k3y' } },
    ]
    for (const auth of given) {
      receiver.script(['reject'])
      const gateway = createPushgateway({ url: receiver.address, job: 'j', ...auth, onProblem })
      expect(await gateway.put(snapshot)).toEqual({ outcome: 'rejected', reason: 'bad_request' })
      expect(inspect(gateway, { depth: 9, showHidden: true })).not.toMatch(/p4ssw0rd|t0ken|k3y/)
    }
    await receiver.stop()
    expect(problems).toHaveLength(3)
    for (const problem of problems) {
      expect(problem).toContain('[secret]')
      expect(problem).not.toMatch(/p4ssw0rd|bWU6cDRzc3cwcmQ|t0ken|k3y/)
    }
  })
})
