// What sentences quote of files, which may hold a word of any length.
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { quoted } from '#shared/protocol/quoted'

describe('a quoted text', () => {
  it.each([
    ['as it is', 'abc', 3, 'abc'],
    ['cut', 'abcd', 3, 'abc…'],
    ['cut before a letter of two halves', 'ab😀c', 3, 'ab…'],
  ])('is %s', (_how, text, most, expected) => {
    expect(quoted(text, most)).toBe(expected)
  })
})

describe('a sentence about an experiment', () => {
  const long = 'a'.repeat(100_000)
  it.each([
    ['an unknown key', { task: 'classification', [long]: 1 }],
    ['a wrong word', { task: long }],
    ['a word for a layer', { task: 'classification', model: { layers: [long] } }],
    ['a list for a number', { task: 'tagging', training: { epochs: [...long] } }],
  ])('stays short with %s', (_what, experiment) => {
    const parsed = parseExperiment({ data: { path: 'a.csv' }, ...experiment })
    if (parsed.ok) throw new Error('it was taken')
    expect(parsed.message.length).toBeLessThan(1000)
    for (const { path, message } of parsed.problems ?? [])
      expect(path.length + message.length).toBeLessThan(1000)
  })

  it('can be made of what is too deep to be written down', () => {
    const depth = 100_000
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
    const parsed = parseExperiment({ task: 'classification', data: { path: deep } })
    expect(parsed).toMatchObject({ ok: false, code: 'experiment-invalid' })
  })
})
