import { describe, expect, it } from 'vitest'
import { sampleInterleaved } from '../harness/sampling.js'

describe('interleaved sampling', () => {
  const plan = { roundCount: 4, sampleMillis: 0.05, warmUpMillis: 0.2 }

  it('takes one sample of each contender a round and accounts for every iteration', () => {
    const made = { a: 0, b: 0, c: 0 }
    const contenders = (['a', 'b', 'c'] as const).map((name) => ({
      name,
      loop(iterations: number) {
        for (let i = 0; i < iterations; i++) made[name]++
      },
    }))
    const { nanos, iterations } = sampleInterleaved(contenders, plan)
    for (const name of ['a', 'b', 'c'] as const) {
      expect(nanos.get(name)).toHaveLength(4)
      expect(nanos.get(name)?.every((value) => value > 0)).toBe(true)
      expect(iterations.get(name)).toBe(made[name])
    }
  })

  it('moves the order on by one each round, after the warm-up', () => {
    const order: string[] = []
    let isWarm = false
    const contenders = ['a', 'b', 'c'].map((name) => ({
      name,
      loop() {
        if (isWarm) order.push(name)
      },
    }))
    sampleInterleaved(contenders, plan, () => {
      isWarm = true
    })
    expect(order.join('')).toBe('abcbcacababc')
  })
})
