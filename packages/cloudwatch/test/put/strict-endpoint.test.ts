import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeWithBoto3, runPython } from '../../../../scripts/servers/index.mjs'
import { CREDENTIALS, createTestClient } from '../support/exporters.js'
import type { ReceivedRequest } from '../support/put-request.js'
import { brokenRules, PUT_RULES, STANDARD_UNITS } from '../support/put-rules.js'
import { type StrictEndpoint, startStrictEndpoint } from '../support/strict-endpoint.js'

const NOW_MILLIS = 1_700_000_000_000
const RIGHT: ReceivedRequest = {
  Namespace: 'Shop',
  MetricData: [{ MetricName: 'jobs', Value: 1, Unit: 'Count', timestampMillis: NOW_MILLIS, Dimensions: [{ Name: 'kind', Value: 'mail' }] }],
  sizeBytes: 100,
}

describe('the rules', () => {
  it('take a right request', () => {
    expect(brokenRules(RIGHT, NOW_MILLIS)).toEqual([])
  })

  it.each(PUT_RULES.map((rule) => [rule.name, rule.clause, rule] as const))('refuse what breaks %s (%s)', (name, clause, rule) => {
    expect(clause).toMatch(/^API_/)
    expect(brokenRules(rule.breakIt(RIGHT, NOW_MILLIS), NOW_MILLIS)).toContain(name)
  })
})

describe('the endpoint', () => {
  let endpoint: StrictEndpoint
  beforeEach(async () => {
    endpoint = await startStrictEndpoint()
    return () => endpoint.close()
  })

  it('refuses a wrong request of the real client, and counts nothing of it', async () => {
    const client = createTestClient(endpoint.url)
    const MetricData = [{ MetricName: 'jobs', Value: 1, Dimensions: [{ Name: 'kind', Value: ' ' }] }]
    await expect(client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    })
    client.destroy()
    expect(endpoint.broken).toEqual(['dimension values'])
    expect(endpoint.data).toEqual([])
  })

  it('refuses what is not signed', async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' }
    const body = JSON.stringify({ Namespace: 'Shop', MetricData: [{ MetricName: 'jobs', Value: 1 }] })
    expect((await fetch(endpoint.url, { method: 'POST', headers, body })).status).toBe(400)
    expect(endpoint.broken).toEqual(['signature'])
  })
})

describeWithBoto3('botocore', () => {
  let endpoint: StrictEndpoint
  beforeAll(async () => {
    endpoint = await startStrictEndpoint()
  })
  afterAll(() => endpoint.close())

  it('has a service model with the same limits', async () => {
    const shapes = JSON.parse(await runPython(MODEL)) as Record<
      string,
      { min?: number; max?: number; pattern?: string; enum?: string[]; required?: string[] }
    >
    expect([...(shapes['StandardUnit']?.enum ?? [])].sort()).toEqual([...STANDARD_UNITS].sort())
    expect(shapes['Namespace']).toMatchObject({ min: 1, max: 255, pattern: '[^:].*' })
    expect(shapes['MetricName']).toMatchObject({ min: 1, max: 255 })
    expect(shapes['DimensionName']).toMatchObject({ min: 1, max: 255 })
    expect(shapes['DimensionValue']).toMatchObject({ min: 1, max: 1_024 })
    expect(shapes['Dimensions']).toMatchObject({ max: 30 })
    expect([...(shapes['StatisticSet']?.required ?? [])].sort()).toEqual(['Maximum', 'Minimum', 'SampleCount', 'Sum'])
  })

  it('sends what the endpoint takes, in the Query protocol', async () => {
    await runPython(PUT, { url: endpoint.url, ...CREDENTIALS })
    expect(endpoint.broken).toEqual([])
    expect(endpoint.requests[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(endpoint.data).toMatchObject([
      { MetricName: 'jobs', Value: 3, Unit: 'Count', Dimensions: [{ Name: 'kind', Value: 'a & b' }], StorageResolution: 1 },
      { MetricName: 'latency', Values: [0.1, 0.2], Counts: [2, 1], Unit: 'Seconds' },
      { MetricName: 'sizes', StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
    ])
    expect(endpoint.sumOf('latency')).toBeCloseTo(0.4)
    expect(endpoint.countOf('latency')).toBe(3)
  })

  it('signs a request of the real client as the client did', async () => {
    const client = createTestClient(endpoint.url)
    const MetricData = Array.from({ length: 400 }, (_, i) => ({ MetricName: `jobs_${i}`, Value: i }))
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
    client.destroy()
    const { headers, path, body } = endpoint.requests.at(-1) as StrictEndpoint['requests'][number]
    expect(headers['content-encoding']).toBe('gzip')
    const authorization = String(headers['authorization'])
    const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
    const chosen = Object.fromEntries(signed.map((name) => [name, headers[name]]))
    const again = await runPython(SIGN, { url: endpoint.url + path, headers: chosen, body: body.toString('base64'), ...CREDENTIALS })
    expect(again.trim()).toBe(authorization)
  })
})

const MODEL = `
import json, botocore.session
shapes = botocore.session.get_session().get_service_model('cloudwatch', '2010-08-01')._service_description['shapes']
print(json.dumps({name: {key: value for key, value in shape.items() if key in ('min', 'max', 'pattern', 'enum', 'required')} for name, shape in shapes.items()}))
`
const CLIENT = `
import json, sys, boto3
given = json.load(sys.stdin)
client = boto3.client('cloudwatch', endpoint_url=given['url'], region_name='eu-central-1',
  aws_access_key_id=given['accessKeyId'], aws_secret_access_key=given['secretAccessKey'])
`
const PUT = `${CLIENT}
import datetime
now = datetime.datetime.now(datetime.timezone.utc)
client.put_metric_data(Namespace='Shop', MetricData=[
  {'MetricName': 'jobs', 'Value': 3, 'Unit': 'Count', 'Timestamp': now, 'Dimensions': [{'Name': 'kind', 'Value': 'a & b'}], 'StorageResolution': 1},
  {'MetricName': 'latency', 'Values': [0.1, 0.2], 'Counts': [2, 1], 'Unit': 'Seconds', 'Timestamp': now},
  {'MetricName': 'sizes', 'StatisticValues': {'SampleCount': 2, 'Sum': 3, 'Minimum': 1, 'Maximum': 2}, 'Timestamp': now},
])
`
/** The signature again, from what was sent. The time is that of the request. */
const SIGN = `
import base64, json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
given = json.load(sys.stdin)
request = AWSRequest(method='POST', url=given['url'], data=base64.b64decode(given['body']), headers=given['headers'])
request.context['timestamp'] = given['headers']['x-amz-date']
auth = SigV4Auth(Credentials(given['accessKeyId'], given['secretAccessKey']), 'monitoring', 'eu-central-1')
names = auth.signed_headers(auth.headers_to_sign(request))
signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
print('AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s' % (auth.scope(request), names, signature))
`
