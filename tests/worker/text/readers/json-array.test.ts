// The elements of a JSON array come out with their lines, wherever the chunks of its text end.
import { expect, it } from 'vitest'
import { success, type Result } from '#shared/protocol/result'
import { readArray } from '../../../../src/worker/text/readers/json-array'
import { readObjects, type Line } from '../../../../src/worker/text/readers/json-lines'

async function* pieces(text: string, size: number): AsyncGenerator<Result<string>, void> {
  for (let at = 0; at < text.length; at += size) yield success(text.slice(at, at + size))
}

/** Elements as they parse, with their lines; last the sentence of a failure. */
async function elements(text: string, size: number): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const batch of readArray(pieces(text, size), 'x.json'))
    if (batch.ok) for (const one of batch.value) found.push(parsed(one))
    else found.push(batch.message)
  return found
}

function parsed({ line, text }: Line): [number, unknown] {
  return [line, JSON.parse(text)]
}

const awkward = String.raw`
 [ {"text": "a \"quoted\" [ { , \\", "n": [1, [2, {"x": "]"}]]},
   12, "word, \u0041", null ,

   {"text":
 "é👍"}, [], {} ]
`

it.each([1, 2, 3, 5, 7, 64, 1000])('in pieces of %i', async (size) => {
  expect(await elements(awkward, size)).toEqual([
    [2, { text: 'a "quoted" [ { , \\', n: [1, [2, { x: ']' }]] }],
    [3, 12],
    [3, 'word, A'],
    [3, null],
    [5, { text: 'é👍' }],
    [6, []],
    [6, {}],
  ])
})

it.each<[string, string, RegExp]>([
  ['nothing behind the last comma is no row', '[{"a":1},]', /^$/],
  ['a bracket too many', '[1]]', /x\.json, line 1: there is more after the end of the array/],
  ['a brace too many', '[1,\n}]', /x\.json, line 2: a bracket is closed that was never opened/],
  ['an end too early', '[1,\n2', /x\.json, line 2: the file ends in the middle of the array/],
])('%s', async (_, text, sentence) => {
  for (const size of [1, 100]) {
    const last = (await elements(text, size)).at(-1)
    expect(typeof last === 'string' ? last : '').toMatch(sentence)
  }
})

it('skips an element that is no JSON, and reads on', async () => {
  const text = '[{"text":"a","label":1},\n{oops},\n{"text":"b","label":2}]'
  const rows = []
  const columns = { text: 'text', label: 'label' }
  for await (const batch of readObjects(readArray(pieces(text, 9), 'x.json'), columns))
    if (batch.ok) rows.push(...batch.value.map((row) => row.problem ?? row.text))
  expect(rows).toEqual(['a', 'It is not JSON.', 'b'])
})

it('reads an object per line, as many files named .json hold', async () => {
  expect(await elements(' \n{"a":1}\n{"a":[2]}\n', 4)).toEqual([
    [2, { a: 1 }],
    [3, { a: [2] }],
  ])
})
