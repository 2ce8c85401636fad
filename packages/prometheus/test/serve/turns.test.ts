import type { IncomingMessage, ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { answerScrape } from '../../src/serve/answer.js'
import { encodeText } from '../../src/text/text-encoder.js'
import { manyCounters, sourceOf } from '../support/snapshots.js'

/** A response that takes all it is given at once, as a fast kernel does, and remembers in which turn of the loop each part came. */
function createEagerResponse() {
  let turn = 0
  let isDone = false
  const bytesByTurn = new Map<number, number>()
  const parts: Buffer[] = []
  const response = Object.assign(
    new Writable({
      highWaterMark: 1_000,
      write(part: Buffer, _, taken) {
        parts.push(part)
        bytesByTurn.set(turn, (bytesByTurn.get(turn) ?? 0) + part.length)
        taken()
      },
    }),
    { statusCode: 0, headersSent: false, setHeader: () => undefined },
  )
  const nextTurn = (): void => {
    turn++
    if (!isDone) setImmediate(nextTurn)
  }
  setImmediate(nextTurn)
  return {
    response: response as unknown as ServerResponse,
    bytesByTurn,
    turns: () => turn,
    finish: () => {
      isDone = true
      return Buffer.concat(parts).toString('utf8')
    },
  }
}

const request = { method: 'GET', headers: {} } as IncomingMessage
const reporter = { report: () => undefined, reportOnce: () => undefined }

describe("on somebody else's loop", () => {
  it('no turn is longer than a few chunks, even when nothing makes the answer wait', async () => {
    const snapshot = manyCounters(60_000)
    const { response, bytesByTurn, finish } = createEagerResponse()
    await answerScrape(request, response, {
      source: sourceOf(() => snapshot),
      prefix: '',
      reporter,
      isSharedLoop: true,
      clock: { monotonicMillis: () => 0 },
    })
    expect(finish()).toBe(encodeText(snapshot))
    expect(Math.max(...bytesByTurn.values())).toBeLessThanOrEqual(6 * 64 * 1024)
    expect(bytesByTurn.size).toBeGreaterThan(8)
  })

  it('a turn ends with its first chunk when that took long', async () => {
    const snapshot = manyCounters(20_000)
    const { response, bytesByTurn, finish } = createEagerResponse()
    let millis = 0
    const clock = { monotonicMillis: () => (millis += 10) }
    await answerScrape(request, response, { source: sourceOf(() => snapshot), prefix: '', reporter, isSharedLoop: true, clock })
    expect(finish()).toBe(encodeText(snapshot))
    // The last chunk is written in the turn of the one before.
    expect(Math.max(...[...bytesByTurn.values()].slice(0, -1))).toBeLessThanOrEqual(64 * 1024)
  })

  it('reading the snapshot is spread over turns as well, and rendering begins in one of its own', async () => {
    const { response, bytesByTurn, turns, finish } = createEagerResponse()
    let readAtTurn = 0
    const source = sourceOf(() => {
      readAtTurn = turns()
      return manyCounters(1)
    }, 30)
    await answerScrape(request, response, { source, prefix: '', reporter, isSharedLoop: true, clock: { monotonicMillis: () => 0 } })
    finish()
    expect(readAtTurn).toBeGreaterThanOrEqual(29)
    expect(Math.min(...bytesByTurn.keys())).toBeGreaterThan(readAtTurn)
  })
})

describe('a response whose connection fails', () => {
  it('ends the work and nothing else', async () => {
    let writes = 0
    const failing = new Writable({
      write(_part, _encoding, taken) {
        writes++
        setImmediate(taken, new Error('the connection failed'))
      },
    })
    const response = Object.assign(failing, { statusCode: 0, headersSent: false, setHeader: () => undefined }) as unknown as ServerResponse
    const source = sourceOf(() => manyCounters(20_000))
    await answerScrape(request, response, { source, prefix: '', reporter, isSharedLoop: true, clock: { monotonicMillis: () => 0 } })
    expect([response.destroyed, writes]).toEqual([true, 1])
  })
})
