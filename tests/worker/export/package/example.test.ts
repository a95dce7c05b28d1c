// The text that the lines of a README give a model.
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { exampleOf, shellWord } from '../../../../src/worker/export/package/example'
import type { VectorsFile } from '../../../../src/worker/export/package/vectors'

describe('the example', () => {
  const model = { inputs: { ids: [3] }, steps: null, outputs: [[1]] }
  const format = 'unroll-test-vectors/2'
  it.each<[string, VectorsFile['task'], object, string]>([
    ['the text', 'seq2seq', { text: '3 May 2021' }, '3 May 2021'],
    ['an empty prompt', 'language-model', { text: '' }, ''],
    ['the tokens of a tagger', 'tagging', { tokens: ['the', '.'], tags: ['A', 'B'] }, 'the .'],
  ])('is %s of the first test vector', (_what, task, told, expected) => {
    const vectors = [
      { ...told, model },
      { text: 'another', model },
    ]
    expect(exampleOf({ format, task, vectors })).toBe(expected)
  })
})

describe('a text in a command', () => {
  it.each([
    ['A wonderful surprise.', '"A wonderful surprise."'],
    ["don't", '"don\'t"'],
    ['', '""'],
    ['`` the $5 !', "'`` the $5 !'"],
    [`"it's"`, `'"it'\\''s"'`],
    ['- the', '-- "- the"'],
  ])('%s', (text, expected) => {
    expect(shellWord(text)).toBe(expected)
  })

  it
    .skipIf(process.platform === 'win32')
    .each([...['', "it's", `\`id\` $HOME !! %PATH% "x" \\n 'y'`, 'a\nb', '--check', '-x y']])(
    'reaches the program as it is: %s',
    (text) => {
      const line = `"${process.execPath}" -p 'process.argv.slice(1).join("|")' ${shellWord(text)}`
      const printed = execFileSync('sh', ['-c', line]).toString()
      // Node takes a "--" for itself, as programs do.
      expect(printed).toBe(`${text}\n`)
    },
  )
})
