// A vocabulary is read in every form that other programs write, and what is none is refused.
import { describe, expect, it } from 'vitest'
import { Remarks } from '../../../../src/worker/import/objections'
import { readTokens } from '../../../../src/worker/import/words/read-tokens'

function read(value: unknown, ids: number, file = 'words.json') {
  const remarks = new Remarks()
  const content = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  const result = readTokens(content, file, ids, remarks)
  if (!result.ok) return { message: `${result.code}: ${result.message}`, notes: remarks.notes }
  const tokens =
    result.value.kind === 'tokens' ? result.value.tokens : result.value.vocabulary.tokens
  return { tokens, notes: remarks.notes, kind: result.value.kind }
}

describe('a list', () => {
  it('has a token for each id', () => {
    expect(read(['', '[UNK]', 'the'], 5)).toMatchObject({
      kind: 'tokens',
      tokens: ['', '[UNK]', 'the'],
    })
  })

  it('of more tokens than ids is refused', () => {
    expect(read(['a', 'b', 'c'], 2).message).toContain(
      'model-refused: words.json has 3 tokens, but the model knows 2 ids',
    )
  })

  it('with a token twice is refused', () => {
    expect(read(['a', 'b', 'a'], 9).message).toContain('it has the token "a" twice')
  })
})

describe('a text', () => {
  it('has a token on each line, brackets at its beginning or not', () => {
    expect(read('[UNK]\r\nthe\r\nfilm\r\n', 9, 'vocab.txt')).toMatchObject({
      tokens: ['[UNK]', 'the', 'film'],
    })
    expect(read('\nthe\n\u00fcber', 9, 'vocab.txt')).toMatchObject({ tokens: ['', 'the', 'über'] })
  })

  it('that is no UTF-8 is refused', () => {
    const result = readTokens(Buffer.from([0x61, 0xff, 0xfe]), 'vocab.txt', 9, new Remarks())
    expect(result).toMatchObject({ ok: false, code: 'run-unreadable' })
  })
})

describe('a table from word to id', () => {
  it('is read as it is, words beyond the last id left out', () => {
    expect(read({ the: 1, film: 2, rare: 9 }, 4)).toMatchObject({
      tokens: [null, 'the', 'film', null],
      notes: [],
    })
  })

  it('that fits three ids later is read as imdb.load_data has it, and says so', () => {
    const { tokens, notes } = read({ the: 1, film: 2 }, 6)
    expect(tokens).toEqual(['<pad>', '<start>', '<unknown>', null, 'the', 'film'])
    expect(notes?.[0]).toContain('imdb.load_data')
  })

  it('of Keras’s own imdb index begins three ids later, however many ids the model knows', () => {
    const index = Object.fromEntries(
      Array.from({ length: 88_584 }, (_, at) => [`w${at + 1}`, at + 1]),
    )
    delete index['w34701']
    const { tokens } = read({ ...index, fawn: 34_701 }, 8)
    expect(tokens?.slice(3)).toEqual([null, 'w1', 'w2', 'w3', 'w4'])
  })

  it('may have words that mean something to JavaScript', () => {
    const { tokens } = read('{"__proto__": 1, "constructor": 2, "toString": 3}', 4)
    expect(tokens).toEqual([null, '__proto__', 'constructor', 'toString'])
  })

  it('of Keras’s Tokenizer is found in what to_json gives', () => {
    const tokenizer = {
      class_name: 'Tokenizer',
      config: { num_words: 3, word_index: '{"the": 1, "film": 2}' },
    }
    expect(read(tokenizer, 3)).toMatchObject({ tokens: [null, 'the', 'film'] })
  })

  it.each([
    ['two words of an id', { a: 1, b: 1 }, 'it has two words of the id 1'],
    ['no ids', { a: 'b' }, 'it is none of a vocabulary.json'],
    ['fractions', { a: 1.5 }, 'it is none of a vocabulary.json'],
    ['negative ids', { a: -1 }, 'it is none of a vocabulary.json'],
    ['a number', 7, 'it is none of a vocabulary.json'],
    ['lists without end', '{"a":'.repeat(100_000), 'nested too deeply'],
  ])('with %s is refused', (_what, value, sentence) => {
    expect(read(value, 4).message).toContain(sentence)
  })
})

describe('a vocabulary.json of the lab', () => {
  const json = {
    ...{ format: 'unroll-vocabulary/1', text: { level: 'word' }, purpose: 'reading' },
    tokens: ['<pad>', '<start>', '<unknown>', 'the'],
  }

  it('says how texts are cut too', () => {
    expect(read(json, 9)).toMatchObject({ kind: 'lab', tokens: json.tokens })
  })

  it('that is damaged or of another version is refused', () => {
    expect(read({ ...json, tokens: ['the'] }, 9).message).toContain('run-unreadable')
    expect(read({ ...json, format: 'unroll-vocabulary/9' }, 9).message).toContain(
      'unroll-vocabulary/9',
    )
  })
})
