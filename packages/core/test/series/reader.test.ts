import { describe, expect, it } from 'vitest'
import type { Arena } from '../../src/arena/arena.js'
import { HEADER_LOG_VERSION } from '../../src/arena/layout.js'
import type { Problem } from '../../src/ground/problems.js'
import { createReader, type Reader } from '../../src/series/reader.js'
import { createHandMadeLane, createPlainArena, defineCounter, defineGauge, defineHistogram, type HandMadeLane } from '../support/lanes.js'

interface Setup {
  readonly arena: Arena
  readonly reader: Reader
  readonly problems: Problem[]
  lane(thread: number): HandMadeLane
}

function setUp(isWanted?: Parameters<typeof createReader>[2]): Setup {
  const arena = createPlainArena()
  const problems: Problem[] = []
  const reader = createReader(arena, (problem) => problems.push(problem), isWanted)
  return { arena, reader, problems, lane: (thread) => createHandMadeLane(arena, thread) }
}

const labelsOf = (reader: Reader, name: string): string[] =>
  [...(reader.family('test', name)?.labelSets() ?? [])].map(({ values }) => values.join(' '))

describe('a reader', () => {
  it('learns what was declared since the last time, in every lane', () => {
    const { reader, lane } = setUp()
    reader.refresh()
    expect(reader.families('test')).toEqual([])
    expect(reader.family('test', 'c')).toBeUndefined()
    const first = lane(1)
    first.series(first.family(defineCounter('c')), ['x'])
    reader.refresh()
    const view = reader.family('test', 'c')
    expect(labelsOf(reader, 'c')).toEqual(['x'])
    const second = lane(2)
    second.series(second.family(defineCounter('c')), ['y'])
    second.series(0, ['x'])
    first.series(0, ['z'])
    reader.refresh()
    reader.refresh()
    expect(labelsOf(reader, 'c')).toEqual(['x', 'z', 'y'])
    expect(reader.family('test', 'c')).toBe(view)
    expect(view?.sharesOf(0).length).toBe(2)
  })

  it('lists the families of one registry by name', () => {
    const { reader, lane } = setUp()
    const { family } = lane(1)
    for (const name of ['b', 'a', 'B', '_']) family(defineCounter(name))
    family({ ...defineCounter('other'), registry: 'elsewhere' })
    reader.refresh()
    const names = () => reader.families('test').map(({ definition }) => definition.name)
    expect(names()).toEqual(['B', '_', 'a', 'b'])
    family(defineCounter('aa'))
    reader.refresh()
    expect(names()).toEqual(['B', '_', 'a', 'aa', 'b'])
    expect(reader.families('elsewhere').map(({ definition }) => definition.name)).toEqual(['other'])
    expect(reader.families('nowhere')).toEqual([])
  })

  it('numbers families by lane, those it does not want included', () => {
    const { reader, lane } = setUp(({ kind }) => kind === 'gauge')
    const { family, series } = lane(1)
    series(family(defineCounter('c')), ['x'])
    series(family(defineGauge('g', 'last')), ['y'])
    series(0, ['z'])
    reader.refresh()
    expect(reader.families('test').map(({ definition }) => definition.name)).toEqual(['g'])
    expect(labelsOf(reader, 'g')).toEqual(['y'])
  })

  it('reports two definitions of one name, and reads the first only', () => {
    const { reader, problems, lane } = setUp()
    const [first, second, third] = [lane(1), lane(2), lane(3)]
    first.series(first.family(defineHistogram('h', [1, 2])), ['x'])
    second.series(second.family(defineHistogram('h', [1, 3])), ['y'])
    second.series(second.family(defineCounter('c')), ['fine'])
    third.series(third.family(defineHistogram('h', [1, 2])), ['z'])
    reader.refresh()
    expect(labelsOf(reader, 'h')).toEqual(['x', 'z'])
    expect(labelsOf(reader, 'c')).toEqual(['fine'])
    expect(problems).toEqual([
      {
        kind: 'metric_conflict',
        metric: 'h',
        message: expect.stringMatching(
          /^two threads define histogram "h" with .*bounds \[1, 2\].* and histogram "h" with .*bounds \[1, 3\].*; only the first is read$/,
        ),
      },
    ])
  })

  it.each([
    ['a histogram and a gauge of its count', defineHistogram('x', [1]), defineGauge('x_count', 'last')],
    ['a histogram and a counter of its buckets', defineHistogram('x', [1]), defineCounter('x_bucket')],
    ['a counter and a gauge without its suffix', defineCounter('x_total'), defineGauge('x', 'sum')],
    ['a counter with and one without the suffix', defineCounter('x_total'), defineCounter('x')],
  ])('reports what would be written under one name by two threads, and reads the first only: %s', (_name, one, other) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { reader, problems, lane } = setUp()
      for (const [thread, definition] of [first, second, first].entries()) {
        const { family, series } = lane(thread + 1)
        series(family(definition), [`${thread}`])
      }
      reader.refresh()
      expect(reader.families('test').map(({ definition }) => definition.name)).toEqual([first.name])
      expect(labelsOf(reader, first.name)).toEqual(['0', '2'])
      expect(problems).toEqual([
        { kind: 'metric_conflict', metric: second.name, message: expect.stringMatching(`"${first.name}".* and .*"${second.name}"`) },
      ])
    }
  })

  it('may read in turns of so many records', () => {
    const { reader, lane } = setUp()
    const { family, series } = lane(1)
    const number = family(defineCounter('c'))
    for (let i = 0; i < 99; i++) series(number, [`${i}`])
    const turns = [...reader.refreshInTurns(10)].length
    expect(turns).toBe(10)
    expect(labelsOf(reader, 'c').length).toBe(99)
    expect([...reader.refreshInTurns(10)].length).toBe(0)
  })

  it('comes back for what was declared while it read', () => {
    const { reader, lane } = setUp()
    const { family, series } = lane(1)
    const number = family(defineCounter('c'))
    for (let i = 0; i < 20; i++) series(number, [`${i}`])
    const turns = reader.refreshInTurns(1)
    turns.next()
    const late = lane(2)
    late.series(late.family(defineCounter('late')), ['x'])
    series(number, ['also late'])
    while (!turns.next().done);
    reader.refresh()
    expect(labelsOf(reader, 'c').length).toBe(21)
    expect(labelsOf(reader, 'late')).toEqual(['x'])
  })

  it('given up in the middle of a turn has lost nothing', () => {
    const { reader, lane } = setUp()
    const { family, series } = lane(1)
    const number = family(defineCounter('c'))
    for (let i = 0; i < 20; i++) series(number, [`${i}`])
    for (const _ of reader.refreshInTurns(3)) break
    reader.refresh()
    expect(labelsOf(reader, 'c').length).toBe(20)
  })

  it('does nothing as long as nothing was declared', () => {
    const { arena, reader, lane } = setUp()
    const { family, series, root } = lane(1)
    series(family(defineCounter('c')), ['x'])
    reader.refresh()
    // A record nobody was told of: found only once the version says so.
    const version = arena.words[HEADER_LOG_VERSION] as number
    series(0, ['y'])
    arena.words[HEADER_LOG_VERSION] = version
    reader.refresh()
    expect(labelsOf(reader, 'c')).toEqual(['x'])
    arena.words[HEADER_LOG_VERSION] = version + 1
    reader.refresh()
    expect(labelsOf(reader, 'c')).toEqual(['x', 'y'])
    expect(root.number).toBe(reader.family('test', 'c')?.columns[0]?.root.number)
  })
})
