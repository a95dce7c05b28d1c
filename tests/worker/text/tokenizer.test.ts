// How texts become words and characters.
import { describe, expect, it } from 'vitest'
import { createTokenizer } from '../../../src/worker/text/tokenizer'
import { textOptions } from './data-files'

describe('words', () => {
  it.each([
    ['A film, good!', ['a', 'film', 'good']],
    ["It's the dogs' own", ["it's", 'the', "dogs'", 'own']],
    ['don\u2019t don&#39;t don&#x27;t', ["don't", "don't", "don't"]],
    ['one<br /><br />two <b>three</b>', ['one', 'two', 'three']],
    ['a < b and c > d', ['a', 'b', 'and', 'c', 'd']],
    ['<!-- gone -->stays', ['stays']],
    ['fish &amp; chips &nbsp;&eacute;', ['fish', 'chips']],
    ['&constructor; AT&T', ['at', 't']],
    ['!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\nx', ['x']],
    ['wait…what—no – “yes” «да» 10/10', ['wait', 'what', 'no', 'yes', 'да', '10', '10']],
    ['a\u00a0b\u2003c\u2028d\u3000e', ['a', 'b', 'c', 'd', 'e']],
    ['Grüße, ΚΌΣΜΟΣ İ', ['grüße', 'κόσμος', 'i̇']],
    ['café 👍🏽 e\u0301te\u0301', ['café', '👍🏽', 'e\u0301te\u0301']],
    ['', []],
    [' ... ', []],
  ])('%j', (text, words) => {
    expect(createTokenizer(textOptions())(text)).toEqual(words)
  })

  it('keeps capitals and tags when asked to', () => {
    const tokenize = createTokenizer(textOptions({ lowercase: false, stripHtml: false }))
    expect(tokenize('A <b>Film</b> &amp; more')).toEqual(['A', 'b', 'Film', 'b', 'amp', 'more'])
  })

  it('takes time in proportion to the text, whatever is in it', () => {
    const tokenize = createTokenizer(textOptions())
    for (const text of ['<a'.repeat(200_000), 'a&'.repeat(200_000)])
      expect(tokenize(text)).toHaveLength(200_000)
  })
})

describe('characters', () => {
  it('cuts by code point, white space and marks included', () => {
    const tokenize = createTokenizer(textOptions({ level: 'character' }))
    expect(tokenize('Hi, 👍\n')).toEqual(['h', 'i', ',', ' ', '👍', '\n'])
    expect(tokenize('a<br/>&lt;b')).toEqual(['a', ' ', '<', 'b'])
  })
})
