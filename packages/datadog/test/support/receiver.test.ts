/** The receiver refuses what Datadog refuses, each rule by itself. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from './receiver.js'
import { GOOD_V2, RIGHT_REQUESTS, WRONG_REQUESTS } from './wrong-requests.js'

describe('the receiver', () => {
  let receiver: Receiver

  beforeAll(async () => {
    receiver = await startReceiver()
  })
  afterAll(() => receiver.close())

  const headers = (): Record<string, string> => ({ 'dd-api-key': receiver.apiKey, 'content-type': 'application/json' })

  it.each(RIGHT_REQUESTS)('takes a right request to $path', async ({ path, body }) => {
    const response = await fetch(receiver.url + path, { method: 'POST', headers: headers(), body })
    expect(response.status).toBe(202)
  })

  it.each(WRONG_REQUESTS)('refuses $title', async ({ status, clause, method = 'POST', path = '/api/v2/series', headers: own, body }) => {
    const given = body ?? JSON.stringify({ series: [GOOD_V2] })
    const response = await fetch(receiver.url + path, { method, headers: { ...headers(), ...own }, body: given })
    expect(response.status).toBe(status)
    expect(receiver.refusals.at(-1)?.clause.startsWith(clause), receiver.refusals.at(-1)?.clause).toBe(true)
  })
})
