import { createRegistry, type Problem } from '@telltale/core'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../src/manual-clock.js'
import { createTestRegistry } from '../src/test-registry.js'

describe('a test registry', () => {
  it('is seen by nobody else', () => {
    const options = { name: 'c_total' }
    const { registry } = createTestRegistry()
    registry.counter(options).inc(5)
    expect(createTestRegistry().registry.counter(options).get()).toBe(0)
    expect(createRegistry().counter(options).get()).toBe(0)
  })

  it('throws at bad data, unless told otherwise; then it keeps what was announced', () => {
    expect(() => createTestRegistry().registry.counter({ name: 'c_total' }).inc(-1)).toThrow(
      'expected a finite number that is not negative',
    )
    const told: Problem[] = []
    const { registry, problems } = createTestRegistry({ strict: false, onProblem: (problem) => told.push(problem) })
    registry.counter({ name: 'c_total' }).inc(-1)
    expect(problems).toMatchObject([{ kind: 'bad_value', metric: 'c_total' }])
    expect(told).toEqual(problems)
  })

  it('goes by its clock', () => {
    const { registry, clock } = createTestRegistry()
    const duration = registry.histogram({ name: 'h_seconds', buckets: [1, 2, 3] })
    const stop = duration.startTimer()
    clock.advanceMillis(1_500)
    expect(stop()).toBe(1.5)
    expect(registry.gather().takenAtMillis).toBe(clock.wallMillis())
  })

  it('forgets the observations of a summary as its clock goes on', () => {
    const { registry, clock } = createTestRegistry()
    const size = registry.summary({ name: 's_bytes', quantiles: [1], maxAgeSeconds: 10, ageBuckets: 2 })
    const greatest = () => {
      const [family] = registry.gather().families
      return family?.kind === 'summary' ? family.quantileValues[0] : undefined
    }
    size.observe(64)
    clock.advanceMillis(8_000)
    size.observe(1)
    expect(greatest()).toBeCloseTo(64, 0)
    clock.advanceMillis(4_000)
    expect(greatest()).toBeCloseTo(1, 1)
    clock.advanceMillis(20_000)
    expect(greatest()).toBeNaN()
  })

  it('can share a clock with another', () => {
    const clock = createManualClock()
    expect([createTestRegistry({ clock }).clock, createTestRegistry({ clock }).clock]).toEqual([clock, clock])
  })

  it('refuses faulty options as any registry does', () => {
    expect(() => createTestRegistry({ maxSeriesPerMetric: 0 })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })
})
