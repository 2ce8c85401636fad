import { describe, expect, it } from 'vitest'
import { isHexId } from '../../src/ground/hex.js'

describe('a hexadecimal id', () => {
  it.each([
    ['0000000000000001', true],
    ['fedcba9876543210', true],
    ['0000000000000000', false],
    ['000000000000001', false],
    ['00000000000000001', false],
    ['FEDCBA9876543210', false],
    ['fedcba987654321g', false],
    ['fedcba98765432 0', false],
    ['fedcba987654321\n', false],
    [1, false],
    [undefined, false],
  ])('%j: %s', (value, isOne) => {
    expect(isHexId(value, 16)).toBe(isOne)
  })
})
