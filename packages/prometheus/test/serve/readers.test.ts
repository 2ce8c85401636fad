import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { encodeText } from '../../src/text/text-encoder.js'
import { openSocket } from '../support/raw-http.js'
import { serveSource } from '../support/serve-source.js'
import { labelSetsOf, manyCounters, numbers, snapshotOf, sourceOf } from '../support/snapshots.js'

const REQUEST = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'

/** A snapshot of about 40 MB of text that counts which slots were rendered: far more than sockets buffer. */
function countedSnapshot(slots: number) {
  const row = { l: 'x'.repeat(4_000) }
  const list = labelSetsOf(
    ['l'],
    Array.from({ length: slots }, () => row),
  )
  let rendered = 0
  const at = (slot: number) => {
    rendered++
    return list.at(slot)
  }
  const family = numbers('gauge', { name: 'g', labelNames: ['l'] }, [])
  const labelSets = { ...list, at, [Symbol.iterator]: list[Symbol.iterator] }
  const snapshot = snapshotOf({ ...family, kind: 'gauge', labelSets, values: new Float64Array(slots) })
  return { snapshot, rendered: () => rendered }
}

async function settled(read: () => number): Promise<number> {
  for (let last = -1, now = read(); ; last = now, now = read()) {
    if (now === last && now > 0) return now
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe.each([
  ['on a loop of its own', false],
  ["on somebody else's loop", true],
])('a reader %s', (_, isSharedLoop) => {
  it('that stops is waited for, and rendering waits with it', async () => {
    const { snapshot, rendered } = countedSnapshot(10_000)
    const server = await serveSource(
      sourceOf(() => snapshot),
      isSharedLoop,
    )
    const socket = await openSocket(server.port)
    socket.pause()
    socket.write(REQUEST)
    const before = await settled(rendered)
    expect(before, 'rendering stopped long before the end').toBeLessThan(8_000)

    let received = 0
    socket.on('data', (part) => {
      received += part.length
    })
    socket.resume()
    while (rendered() < 10_000) await new Promise((resolve) => setTimeout(resolve, 10))
    socket.destroy()
    expect(received).toBeGreaterThan(0)
    await server.close()
    expect(server.problems).toEqual([])
  })

  it('that leaves in the middle ends the work, and hurts nobody', async () => {
    const { snapshot, rendered } = countedSnapshot(10_000)
    const server = await serveSource(
      sourceOf(() => snapshot),
      isSharedLoop,
    )
    const sockets = await Promise.all(Array.from({ length: 10 }, () => openSocket(server.port)))
    for (const socket of sockets) socket.write(REQUEST)
    await Promise.all(sockets.map((socket) => once(socket, 'data')))
    for (const socket of sockets) {
      socket.pause()
      socket.resetAndDestroy()
    }
    const left = await settled(rendered)
    expect(left).toBeLessThan(10_000)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(rendered()).toBe(left)
    await server.close()
    expect(server.problems).toEqual([])
  })

  it('that leaves before the snapshot is read ends the work', async () => {
    let turns = 0
    let isLeft = false
    const server = await serveSource(
      {
        name: 'endless',
        gather: () => snapshotOf(),
        *gatherChunks() {
          for (;;) {
            turns++
            yield undefined
          }
        },
      },
      true,
    )
    const socket = await openSocket(server.port)
    socket.write(REQUEST)
    while (turns < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    socket.destroy()
    isLeft = true
    const stopped = await settled(() => turns)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([isLeft, turns]).toEqual([true, stopped])
    await server.close()
  })

  it('that is slow gets all of it', async () => {
    const snapshot = manyCounters(20_000)
    const server = await serveSource(
      sourceOf(() => snapshot),
      isSharedLoop,
    )
    const response = await fetch(server.url)
    const parts: Uint8Array[] = []
    for await (const part of response.body ?? []) {
      parts.push(part)
      if (parts.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(Buffer.concat(parts).toString('utf8')).toBe(encodeText(snapshot))
    await server.close()
  })
})

describe('closing', () => {
  it('lets an answer under way finish, and can be asked for twice', async () => {
    const snapshot = manyCounters(20_000)
    const server = await serveSource(sourceOf(() => snapshot))
    const response = await fetch(server.url)
    const closings = [server.close(), server.close()]
    expect(await response.text()).toBe(encodeText(snapshot))
    await Promise.all(closings)
    await server.close()
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('does not wait for a reader that has stopped', async () => {
    const { snapshot } = countedSnapshot(10_000)
    const server = await serveSource(sourceOf(() => snapshot))
    const socket = await openSocket(server.port)
    socket.pause()
    socket.write(REQUEST)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await server.close()
    socket.resume()
    await once(socket, 'end')
    socket.destroy()
  })

  it('ends idle connections', async () => {
    const server = await serveSource(sourceOf(() => snapshotOf()))
    const socket = await openSocket(server.port)
    socket.write(REQUEST)
    await once(socket, 'data')
    await server.close()
    await once(socket, 'end')
    socket.destroy()
  })
})
