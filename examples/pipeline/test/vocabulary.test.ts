import { expect, it } from 'vitest'
import { createVocabulary } from '../src/vocabulary.js'
import { countWords } from '../src/words.js'

it('adds up what several files counted', () => {
  const vocabulary = createVocabulary()
  expect(vocabulary.add(countWords(['été', 'word', 'été']))).toEqual({ entryCount: 2, entryBytes: 9 })
  expect(vocabulary.add(countWords(['word', 'a']))).toEqual({ entryCount: 2, entryBytes: 5 })
  expect(vocabulary.add(countWords([]))).toEqual({ entryCount: 0, entryBytes: 0 })
  expect(vocabulary.distinctWordCount).toBe(3)
  expect(vocabulary.commonest(2, 1)).toEqual([
    ['word', 2],
    ['été', 2],
  ])
  expect(vocabulary.commonest(9, 4)).toEqual([['word', 2]])
})
