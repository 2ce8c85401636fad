/** A process with one library in it and nothing else: filled, changed, rendered, weighed. */

import { summarizeText, type TextSummary } from '../harness/exposition-text.js'
import { collectGarbage, collectYoungGarbage } from '../harness/garbage.js'
import { answerCalls } from '../harness/program.js'
import { median } from '../harness/statistics.js'
import { sleep } from '../harness/waiting.js'
import type { Exposition, ExpositionPeer, Filling } from '../peers/exposition-peer.js'
import { loadPeer } from '../peers/load.js'

/** What one library keeps in memory, bytes. */
export interface Weight {
  /** The JavaScript heap and what it holds outside. */
  readonly heapBytes: number
  /** Shared memory, which no heap statistics show. */
  readonly sharedBytes: number
  /** All of the process. */
  readonly residentBytes: number
}

export interface Rendering {
  readonly millis: number
  readonly byteCount: number
}

let peer: ExpositionPeer
let exposition: Exposition
/** Results land here, so that no compiler may leave their making out. */
let sink = 0

/** Reads one character from the middle, which makes the engine put a string together that so far is only a tree of its parts. */
function touch(text: string): void {
  sink += text.charCodeAt(text.length >> 1)
}

/** Renders once and keeps nothing of it; in a function of its own, because a waiting one's frame would keep the text. */
async function renderAndForget(): Promise<void> {
  touch(await exposition.renderText())
}

async function weigh(): Promise<Weight> {
  // The turns let go of what ended promises still hold.
  await sleep(20)
  collectGarbage()
  await sleep(20)
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapBytes: heapUsed + external, sharedBytes: peer.sharedBytes?.() ?? 0, residentBytes: rss }
}

answerCalls({
  async load(name: ExpositionPeer['name']) {
    peer = await loadPeer(name)
  },
  fill(filling: Filling) {
    exposition = peer.fill(filling)
  },
  /** Changes every series, then renders once and times that. */
  async render(form: 'text' | 'bytes'): Promise<Rendering> {
    exposition.change()
    collectYoungGarbage()
    const started = performance.now()
    if (form === 'bytes') {
      const byteCount = await exposition.renderBytes()
      return { millis: performance.now() - started, byteCount }
    }
    const text = await exposition.renderText()
    touch(text)
    return { millis: performance.now() - started, byteCount: text.length }
  },
  async summarize(): Promise<TextSummary> {
    return summarizeText(await exposition.renderText())
  },
  /** Weighs the library loaded and used a little, then full and rendered. */
  async weigh({
    library,
    filling,
  }: {
    library: ExpositionPeer['name']
    filling: Filling
  }): Promise<{ readonly before: Weight; readonly after: Weight }> {
    peer = await loadPeer(library)
    exposition = peer.fill({ ...filling, seriesCount: 10 })
    await renderAndForget()
    const before = await weigh()
    exposition = peer.fill(filling)
    exposition.change()
    await renderAndForget()
    return { before, after: await weigh() }
  },
  /** Times the first use of that many label sets, in fresh metrics; the median of several, milliseconds. */
  create({ seriesCount, place, repetitions }: { seriesCount: number; place: Filling['place']; repetitions: number }): number {
    const create = peer.create
    if (!create) throw new Error(`${peer.name} has no part in this suite`)
    const millis = Array.from({ length: repetitions }, () => {
      collectGarbage()
      return create(seriesCount, place)
    })
    return median(millis)
  },
  sink: () => sink,
})
