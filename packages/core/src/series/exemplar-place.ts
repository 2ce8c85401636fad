/**
 * Where the exemplar of one bucket of one series lies in a lane.
 *
 * ```
 * version │ bank │ bank          the version's low bit names the current bank; 0: none was recorded yet
 *   bank  value │ at, wall clock │ at, monotonic clock │ bytes of labels, by hand │ labels …
 * ```
 *
 * A bank that nobody reads is filled and then published by one store of the version. A writer that is killed leaves the old exemplar or the new one.
 */

import type { Arena, Page } from '../arena/arena.js'
import type { CellRun } from '../arena/cell-space.js'
import { type CellRef, cellOf, pageOf } from '../arena/lane.js'
import { HEADER_CLOCK_CELL } from '../arena/layout.js'
import type { Exemplar } from '../model/exemplars.js'
import { decodeExemplarLabels, type EncodedLabels, MAX_EXEMPLAR_TEXT_BYTES, TRACE_TEXT_BYTES } from './exemplar-labels.js'

const BANKS = 1
const BANK_VALUE = 0
const BANK_AT = 1
const BANK_STAMP = 2
const BANK_LENGTH = 3
const BANK_TEXT = 4

/** A reader that is always interrupted gives up after this many tries. */
const MAX_TRIES = 8

/** The room for labels that a place is made with: most need the smaller. */
export function textBytesFor(byteLength: number): number {
  return byteLength <= TRACE_TEXT_BYTES ? TRACE_TEXT_BYTES : MAX_EXEMPLAR_TEXT_BYTES
}

/** Whether places of this size are made. */
export function isTextBytes(textBytes: number): boolean {
  return textBytes === TRACE_TEXT_BYTES || textBytes === MAX_EXEMPLAR_TEXT_BYTES
}

/** Cells a place takes. */
export function exemplarCells(textBytes: number): number {
  return BANKS + 2 * bankCells(textBytes)
}

function bankCells(textBytes: number): number {
  return BANK_TEXT + textBytes / 8
}

/** A place in this thread's own lane. All it knows is in the arena, so that whoever takes the lane over keeps the distance too. */
export class ExemplarPlace {
  readonly textBytes: number
  /** The cells it takes. */
  readonly run: CellRun
  private readonly page: Page
  private readonly first: number
  /** Cells of the arena's header, where the coarse clock is. */
  private readonly header: Float64Array

  constructor(arena: Arena, ref: CellRef, textBytes: number) {
    this.page = arena.page(pageOf(ref)) as Page
    this.header = arena.cells
    this.first = cellOf(ref)
    this.textBytes = textBytes
    this.run = { ref, count: exemplarCells(textBytes) }
  }

  /** Whether another exemplar may follow. The coarse clock is behind, never ahead, so the distance is sometimes longer, never shorter. */
  isDue(intervalMillis: number): boolean {
    const version = this.page.words[this.first * 2] as number
    if (version === 0 || intervalMillis === 0) return true
    const bank = bankOf(this.first, version, this.textBytes)
    return (this.header[HEADER_CLOCK_CELL] as number) >= (this.page.cells[bank + BANK_STAMP] as number) + intervalMillis
  }

  /** Whether the caller gave the one recorded last. */
  get isByHand(): boolean {
    const { words } = this.page
    const bank = bankOf(this.first, words[this.first * 2] as number, this.textBytes)
    return words[(bank + BANK_LENGTH) * 2 + 1] === 1
  }

  /** @param labels Of at most `textBytes` bytes. */
  write(value: number, atMillis: number, monotonicMillis: number, labels: EncodedLabels, isByHand: boolean): void {
    const { cells, words, bytes } = this.page
    // 0 means "none yet", so the version steps over it when it wraps; its low bit keeps alternating.
    const version = ((words[this.first * 2] as number) + 1) | 0 || 2
    const bank = bankOf(this.first, version, this.textBytes)
    cells[bank + BANK_VALUE] = value
    cells[bank + BANK_AT] = atMillis
    cells[bank + BANK_STAMP] = monotonicMillis
    words[(bank + BANK_LENGTH) * 2] = labels.byteLength
    words[(bank + BANK_LENGTH) * 2 + 1] = isByHand ? 1 : 0
    const text = (bank + BANK_TEXT) * 8
    for (let i = 0; i < labels.byteLength; i++) bytes[text + i] = labels.bytes[i] as number
    Atomics.store(words, this.first * 2, version)
  }

  /** Takes over what another place holds, in whichever arena. Nobody else writes to it meanwhile. */
  carryFrom(from: Page, ref: CellRef): void {
    this.page.cells.set(from.cells.subarray(cellOf(ref), cellOf(ref) + exemplarCells(this.textBytes)), this.first)
  }
}

/** An exemplar and when it was recorded by the monotonic clock, which all threads share and nobody sets. */
export interface StampedExemplar {
  readonly exemplar: Exemplar
  readonly stampMillis: number
}

/** A place as a reader sees it. Remembers what it read, so that an exemplar is decoded once. */
export class SharedExemplar {
  readonly bucket: number
  private readonly ref: CellRef
  private readonly textBytes: number
  private seenVersion = 0
  private seen: StampedExemplar | undefined = undefined

  constructor(bucket: number, ref: CellRef, textBytes: number) {
    this.bucket = bucket
    this.ref = ref
    this.textBytes = textBytes
  }

  /** The exemplar there; the one seen last when a writer interrupts every try. One atomic load when it is the one seen last. */
  read(arena: Arena): StampedExemplar | undefined {
    const { cells, words, bytes } = arena.page(pageOf(this.ref)) as Page
    const first = cellOf(this.ref)
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      const version = Atomics.load(words, first * 2)
      if (version === this.seenVersion) break
      const bank = bankOf(first, version, this.textBytes)
      const value = cells[bank + BANK_VALUE] as number
      const atMillis = cells[bank + BANK_AT] as number
      const stampMillis = cells[bank + BANK_STAMP] as number
      const byteLength = Math.min(words[(bank + BANK_LENGTH) * 2] as number, this.textBytes)
      const text = bytes.slice((bank + BANK_TEXT) * 8, (bank + BANK_TEXT) * 8 + byteLength)
      if (Atomics.load(words, first * 2) !== version) continue
      const labels = Number.isFinite(atMillis) ? decodeExemplarLabels(text) : undefined
      this.seen = labels && { exemplar: Object.freeze({ labels, value, atMillis }), stampMillis }
      this.seenVersion = version
    }
    return this.seen
  }
}

function bankOf(first: number, version: number, textBytes: number): number {
  return first + BANKS + (version & 1) * bankCells(textBytes)
}
