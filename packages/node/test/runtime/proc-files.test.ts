import { describe, expect, it } from 'vitest'
import { parseLimits, parseNetwork, parseStat, parseStatus } from '../../src/runtime/proc-files.js'

describe('/proc/self', () => {
  it('is read although the name of the program holds blanks and parentheses', () => {
    const fields = Array.from({ length: 50 }, (_, i) => String(i + 3))
    expect(parseStat(`42 (a) (b c) ${fields.join(' ')}`)).toEqual({ virtualBytes: 23 })
  })

  it.each([
    ['Name:\tnode\nVmData:\t  1000 kB\nThreads:\t11\n', { dataBytes: 1_024_000, threadsCount: 11 }],
    ['Name:\tnode\n', { dataBytes: undefined, threadsCount: undefined }],
    ['', { dataBytes: undefined, threadsCount: undefined }],
  ])('status %j', (text, expected) => {
    expect(parseStatus(text)).toEqual(expected)
  })

  it.each([
    [
      'Max address space         unlimited            unlimited            bytes     \nMax open files            1024                 4096                 files     \n',
      { openFiles: 1_024, virtualBytes: undefined },
    ],
    ['Max address space         4096                 unlimited            bytes     \n', { openFiles: undefined, virtualBytes: 4_096 }],
  ])('limits %#', (text, expected) => {
    expect(parseLimits(text)).toEqual(expected)
  })

  it('finds the bytes of IP by their names', () => {
    const text = 'TcpExt: A B\nTcpExt: 1 2\nIpExt: InNoRoutes InOctets OutOctets\nIpExt: 0 123 456\n'
    expect(parseNetwork(text)).toEqual({ receivedBytes: 123, transmittedBytes: 456 })
    expect(parseNetwork('')).toEqual({ receivedBytes: undefined, transmittedBytes: undefined })
  })
})
