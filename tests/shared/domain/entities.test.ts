// Entities are found and counted as conlleval does.
import { describe, expect, it } from 'vitest'
import { areEntityTags, entitiesOf, EntityCounter } from '#shared/domain/entities'

const wordsOf = (text: string): string[] => text.split(' ')

function found(tags: string): string[] {
  return entitiesOf(wordsOf(tags)).map(({ type, from, to }) => `${type} ${from}-${to}`)
}

describe('entitiesOf', () => {
  it.each([
    ['O O', []],
    ['B-PER I-PER O', ['PER 0-2']],
    ['B-PER B-PER', ['PER 0-1', 'PER 1-2']],
    ['O B-LOC', ['LOC 1-2']],
    // IOB1, where B stands only between two of a type.
    ['I-PER I-PER O I-LOC', ['PER 0-2', 'LOC 3-4']],
    ['I-PER B-PER', ['PER 0-1', 'PER 1-2']],
    ['B-PER I-LOC', ['PER 0-1', 'LOC 1-2']],
    ['O I-PER', ['PER 1-2']],
    // IOBES and its other names.
    ['B-PER I-PER E-PER', ['PER 0-3']],
    ['S-PER S-PER', ['PER 0-1', 'PER 1-2']],
    ['B-PER E-PER I-PER', ['PER 0-2', 'PER 2-3']],
    ['B-PER L-PER U-LOC', ['PER 0-2', 'LOC 2-3']],
    ['B-PER M-PER E-PER W-LOC', ['PER 0-3', 'LOC 3-4']],
    ['B-a-b I-a-b', ['a-b 0-2']],
  ])('%s', (tags, entities) => {
    expect(found(tags)).toEqual(entities)
  })
})

describe('areEntityTags', () => {
  it.each([
    ['O B-PER I-PER', true],
    ['O I-PER', true],
    ['O', false],
    ['NOUN VERB', false],
    ['O B-PER NOUN', false],
    ['O S-PER', false],
  ])('%s: %s', (tags, expected) => {
    expect(areEntityTags(wordsOf(tags))).toBe(expected)
  })
})

describe('EntityCounter', () => {
  it('counts an entity as right when its place and its type are', () => {
    const counter = new EntityCounter()
    counter.add(wordsOf('B-PER I-PER O B-LOC'), wordsOf('B-PER I-PER O B-PER'))
    counter.add(wordsOf('B-LOC I-LOC O'), wordsOf('B-LOC O O'))
    counter.add(wordsOf('O B-LOC'), wordsOf('O B-LOC'))
    // Four there are, four were found, two are right.
    expect(counter.scores()).toEqual({
      ...{ precision: 0.5, recall: 0.5, f1: 0.5 },
      types: [
        { label: 'LOC', precision: 1 / 2, recall: 1 / 3, f1: 0.4, support: 3 },
        { label: 'PER', precision: 1 / 2, recall: 1, f1: 2 / 3, support: 1 },
      ],
    })
  })

  it('counts chunks that are cut otherwise as wrong on both sides', () => {
    const counter = new EntityCounter()
    counter.add(
      wordsOf('B-NP I-NP I-NP I-NP I-NP I-NP B-VP I-VP B-VP I-VP B-NP B-PP B-NP B-NP I-NP O'),
      wordsOf('B-NP I-NP I-NP I-NP B-NP I-NP B-VP I-VP I-VP I-VP B-NP B-PP B-NP B-NP I-NP O'),
    )
    const { precision, recall, f1 } = counter.scores()
    // NP 0-6, VP 6-8, VP 8-10, NP, PP, NP, NP: 7; found NP 0-4, NP 4-6, VP 6-10, NP, PP, NP, NP: 7; 4 alike.
    expect([precision, recall, f1]).toEqual([4 / 7, 4 / 7, expect.closeTo(4 / 7, 12)])
  })

  it('gives zeros where there is no entity', () => {
    const counter = new EntityCounter()
    counter.add(['O'], ['O'])
    expect(counter.scores()).toEqual({ precision: 0, recall: 0, f1: 0, types: [] })
  })
})
