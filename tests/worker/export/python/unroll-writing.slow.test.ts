// The exported Python draws tokens as the lab's rules have it (with any Python 3 at hand).
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TextJoiner } from '../../../../src/worker/generation/text-joiner'
import { buildVocabulary, vocabularyToJson } from '../../../../src/worker/text/vocabulary'
import { textOptions } from '../../text/data-files'
import { anyPython, printedBy } from './interpreter'

const python = resolve('src/worker/export/python')
const text = textOptions({ level: 'word', punctuation: 'keep', vocabularySize: 20 })
const words = ['"', 'yes', ',', '.', 'no', '(', ')', "it's", '\n']
const vocabulary = buildVocabulary(
  words.map((word, index) => [word, 100 - index] as const),
  text,
  'writing',
)
const given = { vocabulary: vocabularyToJson(vocabulary, text) }

const drawMany = `
import random
from unroll_writing import Sampling, draw
def drawn(seen=(), **options):
    generator = random.Random(1)
    counts = {}
    for _ in range(4000):
        token = draw([0.3, 0.2, 0.1, 0.05, 0.2, 0.1, 0.05], 6, seen, Sampling(**options), generator)
        counts[token] = counts.get(token, 0) + 1
    return [counts.get(token, 0) / 4000 for token in range(7)]
print(json.dumps([
    drawn(), drawn(temperature=0), drawn(top_k=1), drawn(top_k=2), drawn(top_p=0.6), drawn(top_p=0.01),
    drawn(temperature=0.5), drawn(seen=[4], repetition_penalty=2.0, temperature=0),
]))`

describe.skipIf(!anyPython)('the exported Python that writes', () => {
  it('draws by temperature, the most probable ones, their share, and with a penalty', () => {
    // Of ids 3, 4 and 5 the probabilities are 0.05, 0.2 and 0.1; the first three and those beyond the vocabulary are never drawn.
    const expected = [
      [0, 0, 0, 1 / 7, 4 / 7, 2 / 7, 0],
      [0, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 2 / 3, 1 / 3, 0],
      [0, 0, 0, 0, 2 / 3, 1 / 3, 0],
      [0, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 1 / 21, 16 / 21, 4 / 21, 0],
      // 0.2 squared is less than 0.1.
      [0, 0, 0, 0, 0, 1, 0],
    ]
    const drawn = printedBy(drawMany, {}, python) as number[][] // the program's own shape
    for (const [index, shares] of expected.entries())
      for (const [id, share] of shares.entries())
        expect(Math.abs(drawn[index][id] - share)).toBeLessThan(0.03)
  })

  it('goes on from a prompt with the spaces that the lab puts', () => {
    const ids = [4, 5, 4, 6, 8, 9, 11, 10, 7, 12, 4, 8]
    const program = `
from unroll_text import Vocabulary
from unroll_writing import Sampling, write
vocabulary = Vocabulary(given["vocabulary"])
answers = []
for prompt in given["prompts"]:
    coming = iter(given["ids"] + [vocabulary.end])
    def read(_, coming=coming):
        following = next(coming)
        return [1.0 if token == following else 0.0 for token in range(20)]
    written = write(read, vocabulary, prompt, 50, Sampling(temperature=0), None)
    answers.append([written.text, written.ids])
print(json.dumps(answers))`
    const prompts = ['', 'yes', '"', 'yes, "no', 'strange words (']
    const expected = prompts.map((prompt) => {
      const read = prompt === '' ? [1] : promptOf(prompt)
      const joiner = new TextJoiner(vocabulary, text, read)
      return [ids.map((id) => joiner.add(id)).join(''), ids]
    })
    expect(printedBy(program, { ...given, prompts, ids }, python)).toEqual(expected)
  })
})

function promptOf(prompt: string): number[] {
  return (prompt.match(/\w+|[^\s\w]/g) ?? []).map((token) => vocabulary.idOf(token))
}
