import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_RECORD_BYTES } from '../../src/arena/layout.js'
import { createLogReader, type LogRecord } from '../../src/arena/log.js'
import { MAX_EXEMPLAR_TEXT_BYTES, TRACE_TEXT_BYTES } from '../../src/series/exemplar-labels.js'
import {
  copyRecord,
  decodeLabels,
  decodeRecord,
  decodeStartedAt,
  type EncodedRecord,
  encodeExemplarRecord,
  encodeFamilyRecord,
  encodeLabels,
  encodeSeriesRecord,
  isLabelPartValid,
} from '../../src/series/records.js'
import { anyDefinition } from '../support/definitions.js'
import { AWKWARD_TEXTS, anyText } from '../support/hostile-values.js'
import { createLane, createPlainArena, defineCounter } from '../support/lanes.js'

/** Writes records into a log and hands each to `read` as a reader finds it. */
function throughLog(records: readonly (EncodedRecord | undefined)[], read: (record: LogRecord) => void): void {
  const arena = createPlainArena()
  const lane = createLane(arena)
  for (const record of records) {
    if (!record || !lane.log.append(record.bytes, record.byteLength)) throw new Error('the record found no room')
  }
  const reader = createLogReader(arena, lane.root)
  for (let record = reader.next(); record; record = reader.next()) read(record)
}

const wellFormed = anyText().map((text) => text.toWellFormed())
const labelValues = fc.array(wellFormed, { maxLength: 8 })

describe('a family record', () => {
  it('says what the definition says', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        throughLog([encodeFamilyRecord(definition)], (record) =>
          expect(decodeRecord(record)).toEqual({ type: 'family', definition, edition: 0 }),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('is not made of a definition longer than a record', () => {
    const definition = defineCounter('a')
    expect(encodeFamilyRecord({ ...definition, help: 'x'.repeat(MAX_RECORD_BYTES) })).toBeUndefined()
    expect(encodeFamilyRecord({ ...definition, help: 'é'.repeat(MAX_RECORD_BYTES / 2) })).toBeUndefined()
    expect(encodeFamilyRecord({ ...definition, help: 'é'.repeat(MAX_RECORD_BYTES / 2 - 200) })).toBeDefined()
  })
})

describe('an exemplar record', () => {
  const exemplar = { family: 7, series: 2 ** 29, bucket: 3, place: 40_000, textBytes: TRACE_TEXT_BYTES }

  it.each([
    ['of a counter', { ...exemplar, family: 2 ** 24 - 1, bucket: 0 }],
    ['with the larger room', { ...exemplar, textBytes: MAX_EXEMPLAR_TEXT_BYTES }],
    ['of a bucket below 0', { ...exemplar, bucket: -5 }],
  ])('says where it is: %s', (_name, record) => {
    throughLog([encodeExemplarRecord(record)], (found) => expect(decodeRecord(found)).toEqual({ type: 'exemplar', ...record }))
  })

  it('is none when its size or room is not one that is written', () => {
    const { bytes, byteLength } = encodeExemplarRecord(exemplar)
    const longer = { bytes: bytes.slice(0, byteLength + 4), byteLength: byteLength + 4 }
    const shorter = { bytes: bytes.slice(0, byteLength - 4), byteLength: byteLength - 4 }
    for (const record of [longer, shorter, ...[-1, 0, 71, 2 ** 31 - 1].map((textBytes) => ({ textBytes }))]) {
      const written = 'textBytes' in record ? encodeExemplarRecord({ ...exemplar, ...record }) : record
      throughLog([written], (found) => expect(decodeRecord(found)).toBeUndefined())
    }
  })
})

describe('a series record', () => {
  const number = fc.integer({ min: 0, max: 2 ** 24 - 1 })
  const ref = fc.integer({ min: 0, max: 2 ** 29 })
  const started = fc.double({ min: 0, max: 1e14, noNaN: true })

  it('gives back every label value to the letter, and everything else', () => {
    const roundTrip = (family: number, at: number, startedAtMillis: number, values: readonly string[]): void => {
      throughLog([encodeSeriesRecord(family, at, startedAtMillis, values)], (record) => {
        const decoded = decodeRecord(record)
        expect(decoded).toMatchObject({ type: 'series', family, ref: at })
        if (decoded?.type !== 'series') return
        expect(decodeStartedAt(record.page, decoded.labelsOffset)).toBe(startedAtMillis)
        expect(isLabelPartValid(record.page.bytes, decoded.labelsOffset, decoded.labelsLength, values.length)).toBe(true)
        expect(decodeLabels(record.page, decoded.labelsOffset, values.length)).toEqual(values)
      })
    }
    for (const text of AWKWARD_TEXTS) roundTrip(1, 2, 3, [text, 'x', text])
    fc.assert(fc.property(number, ref, started, labelValues, roundTrip), { numRuns: 500 })
  })

  it('has a label part that only the same values have', () => {
    fc.assert(
      fc.property(labelValues, labelValues, (a, b) => {
        const [partA, partB] = [encodeLabels(a), encodeLabels(b)]
        expect(Buffer.compare(partA as Uint8Array, partB as Uint8Array) === 0).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  it('is not made of label values that are together longer than a record', () => {
    const fits = 'x'.repeat(16_000)
    expect(encodeSeriesRecord(0, 0, 0, [fits, fits, fits, fits])).toBeDefined()
    expect(encodeSeriesRecord(0, 0, 0, [fits, fits, fits, fits, fits])).toBeUndefined()
    expect(encodeSeriesRecord(0, 0, 0, ['é'.repeat(16_000), 'é'.repeat(16_000), 'é'.repeat(16_000)])).toBeUndefined()
    expect(encodeLabels([fits, fits, fits, fits, fits])).toBeUndefined()
  })
})

describe('a copied record', () => {
  it('is the same record in another place', () => {
    const definition = defineCounter('a')
    throughLog([encodeFamilyRecord(definition)], (record) => {
      throughLog([copyRecord(record)], (copy) => expect(decodeRecord(copy)).toEqual({ type: 'family', definition, edition: 0 }))
    })
    throughLog([encodeSeriesRecord(3, 100, 7.5, ['x', 'é'])], (record) => {
      throughLog([copyRecord(record, 4_242)], (copy) => {
        expect(decodeRecord(copy)).toMatchObject({ type: 'series', family: 3, ref: 4_242 })
        expect(decodeStartedAt(copy.page, copy.byteOffset + 16)).toBe(7.5)
        expect(decodeLabels(copy.page, copy.byteOffset + 16, 2)).toEqual(['x', 'é'])
      })
    })
  })
})

describe('a record of random bytes', () => {
  it('is decoded to something or nothing, and nothing throws', () => {
    const content = fc.tuple(fc.constantFrom(0, 1, 2, 255), fc.uint8Array({ minLength: 0, maxLength: 64 }))
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 6 }), ([type, tail], count) => {
        const bytes = Uint8Array.from([type, ...tail])
        throughLog([{ bytes, byteLength: bytes.length }], (record) => {
          const decoded = decodeRecord(record)
          if (decoded?.type !== 'series') return
          const { labelsOffset, labelsLength } = decoded
          // What passes the check can be decoded without leaving the record.
          if (!isLabelPartValid(record.page.bytes, labelsOffset, labelsLength, count)) return
          expect(decodeLabels(record.page, labelsOffset, count).length).toBe(count)
        })
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['too short for a count of labels', [1], 1, false],
    ['with a length beyond its end', [5, 0, 65], 1, false],
    ['with bytes left over', [1, 0, 65, 66], 1, false],
    ['with fewer values', [1, 0, 65], 2, false],
    ['with more values', [0, 0, 0, 0], 1, false],
    ['as it should be', [1, 0, 65, 0, 0], 2, true],
    ['empty, of no labels', [], 0, true],
  ])('has a label part %s', (_name, bytes, count, isValid) => {
    expect(isLabelPartValid(Uint8Array.from([9, 9, ...bytes, 1, 1, 1]), 2, bytes.length, count)).toBe(isValid)
  })
})
