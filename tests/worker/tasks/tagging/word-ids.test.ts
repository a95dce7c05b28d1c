// Words that were never seen are read by their shape, and typed text is cut as the training tokens are.
import { describe, expect, it } from 'vitest'
import { splitWords } from '../../../../src/worker/tasks/tagging/split-words'
import { buildWordVocabulary, WordIds } from '../../../../src/worker/tasks/tagging/word-ids'
import { isShape, shapesOf } from '../../../../src/worker/tasks/tagging/word-shape'
import { textOptions } from '../../text/data-files'

describe('shapesOf', () => {
  it.each([
    ['Beginning', ['<Xx-ing>', '<Xx-ng>', '<Xx-g>', '<Xx->']],
    ['dogs', ['<-s>', '<->'].flatMap((shape) => (shape === '<-s>' ? ['<-gs>', shape] : [shape]))],
    ['a', ['<->']],
    ['USA', ['<XX-a>', '<XX->']],
    ['I', ['<X->']],
    ['iPhone', ['<xX-one>', '<xX-ne>', '<xX-e>', '<xX->']],
    ['well-known', ['<--own>', '<--wn>', '<--n>', '<-->']],
    ['1,984.5', ['<9>']],
    ['4th', ['<x9>']],
    ['...', ['<.>']],
    ['Ärger', ['<Xx-ger>', '<Xx-er>', '<Xx-r>', '<Xx->']],
  ])('%s', (word, shapes) => {
    expect(shapesOf(word)).toEqual(shapes)
    expect(shapes.every(isShape)).toBe(true)
  })

  it('gives names that no word has', () => {
    expect(['<unknown>', '<3', '>', 'a-b', '<b>'].some(isShape)).toBe(false)
  })
})

describe('WordIds', () => {
  const rare = Array.from({ length: 10 }, (_, row) => [`word${'abcdefghij'[row]}ing`, 1] as const)
  const counts = [['the', 50], ['dog', 20], ...rare] as const

  it('gives unknown words the id of their most telling shape', () => {
    const text = textOptions({ lowercase: false, wordShapes: true })
    const vocabulary = buildWordVocabulary(counts, text)
    const words = new WordIds(vocabulary, text)
    expect(vocabulary.tokens.slice(3, 9)).toEqual(['<-ing>', '<-ng>', '<-g>', '<->', 'the', 'dog'])
    expect(words.firstWord).toBe(7)
    const read = (word: string): string => vocabulary.tokens[words.idOf(word)]
    expect(['the', 'The', 'going', 'bang', 'egg', 'cat', 'Cat', '12'].map(read)).toEqual([
      'the',
      'the',
      '<-ing>',
      '<-ng>',
      '<-g>',
      '<->',
      '<unknown>',
      '<unknown>',
    ])
    expect(words.isUnknown(words.idOf('going'))).toBe(true)
    expect(words.isUnknown(words.idOf('dog'))).toBe(false)
  })

  it('has one id for all of them otherwise', () => {
    const text = textOptions({ lowercase: false })
    const vocabulary = buildWordVocabulary(counts, text)
    const words = new WordIds(vocabulary, text)
    expect(vocabulary.size).toBe(3 + counts.length)
    expect([words.idOf('The'), words.idOf('going')]).toEqual([2, 2])
  })

  it('reads capitals as small letters where all are', () => {
    const text = textOptions({ lowercase: true, wordShapes: true })
    const words = new WordIds(buildWordVocabulary(counts, text), text)
    expect(words.idOf('Going')).toBe(words.idOf('going'))
    expect(words.idOf('DOG')).toBe(words.idOf('dog'))
  })
})

describe('splitWords', () => {
  const known = new Set(['do', "n't", 'it', "'s", '-', 'U.S.', 'year', '.', 'I', 'well-known'])
  const split = (text: string): string[] => splitWords(text, (token) => known.has(token))

  it.each([
    ["I don't.", ['I', 'do', "n't", '.']],
    ["it's", ['it', "'s"]],
    ['it\u2019s', ['it', '\u2019s']],
    ['U.S. do', ['U.S.', 'do']],
    ['(15-year)', ['(', '15', '-', 'year', ')']],
    ['well-known', ['well-known']],
    ['and/or', ['and/or']],
    ['wait... "what?!"', ['wait', '...', '"', 'what', '?', '!', '"']],
    ['  \n', []],
    ['!!!', ['!!!']],
    ['can\u2019t', ['ca', 'n\u2019t']],
    ["we're", ["we're"]],
  ])('%s', (text, tokens) => {
    expect(split(text)).toEqual(tokens)
  })
})
