// `unroll generate`: what it prints while a language model writes, and how it ends.
import { describe, expect, it } from 'vitest'
import { copiedNote } from '../../src/cli/format/generation'
import { interruptAtOnce } from './interrupt'
import { languageModelExperiment, openTerminal } from './terminal'

/** A terminal with a trained language model. */
async function trained() {
  const terminal = openTerminal()
  terminal.write('writer.json', languageModelExperiment)
  const ended = await terminal.run(['train', 'writer.json', '--json'])
  return { ...terminal, id: String(ended.json().at(-1)?.id) }
}

describe('generate', () => {
  it('prints the prompt and what follows it', async () => {
    const { run, id } = await trained()
    const ended = await run(['generate', id, '--prompt', 'To be', '--length', '4'])
    expect(ended).toMatchObject({ code: 0, stdout: 'To be w0 w1 w2 w3\n', stderr: '' })
  })

  it('prints a line for each token, and the whole text last', async () => {
    const { run, id } = await trained()
    const args = ['--prompt', 'To', '--length', '3', '--alternatives', '2', '--json']
    const { json } = await run(['generate', id, ...args])
    const [first, ...rest] = json()
    expect(first).toEqual({
      type: 'token',
      id: 4,
      text: ' w0',
      probability: 0.5,
      alternatives: [
        { id: 4, text: ' w0', probability: 0.5 },
        { id: 3, text: ' x', probability: 0.25 },
      ],
    })
    expect(rest.map(({ type }) => type)).toEqual(['token', 'token', 'generation'])
    expect(rest.at(-1)).toMatchObject({ prompt: 'To', text: ' w0 w1 w2', tokens: 3, copied: [] })
  })

  it('says on stderr what is copied from the training text, and what could have stood there', async () => {
    const { run, id } = await trained()
    const { stdout, stderr } = await run(['generate', id, '--length', '10', '--alternatives', '2'])
    expect(stderr).toBe(
      'Copied word for word from the training text: "w1 w2 w3 w4 w5 w6 w7 w8" (8 tokens).\n',
    )
    expect(stdout).toMatch(/\n" w9" +0\.500 {2}" w9" 0\.500 {2}" x" 0\.250\n$/)
  })

  it('ends at the stop text', async () => {
    const { run, id } = await trained()
    const { json } = await run(['generate', id, '--stop', ' w1', '--json'])
    expect(json().at(-1)).toMatchObject({ endedBy: 'stop-text', text: ' w0 w1' })
  })

  it('keeps what was written at Ctrl-C, and ends with 130', async () => {
    const { run, id } = await trained()
    interruptAtOnce()
    const ended = await run(['generate', id, '--prompt', 'endless', '--length', '100000'])
    expect(ended.code).toBe(130)
    expect(ended.stdout).toMatch(/^endless w0.*\n$/)
    expect(ended.stderr).toContain('Stopping.')
  })

  it.each([
    [['--temperature', '9'], 'The options: sampling.temperature: got 9; must be at most 5.\n'],
    [['--top-p', '0'], 'The options: sampling.topP: got 0; must be more than 0.\n'],
    [['--length', '1000000'], 'The options: length: got 1000000; must be at most 100000.\n'],
    [['--top-k', 'many'], /must be a whole number from 1\./],
    [['--temperature', 'hot'], /must be a number such as 0\.8\./],
  ])('%j is wrong', async (args, message) => {
    const { run } = openTerminal()
    const ended = await run(['generate', 'none', ...args])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  it('fails with a sentence for a run that is not there', async () => {
    const { run } = openTerminal()
    expect(await run(['generate', 'none'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no run "none"/),
    })
  })
})

describe('the note on copies', () => {
  const tokens = Array.from({ length: 40 }, (_, id) => ({
    id,
    text: ` ${id}`,
    probability: 1,
    alternatives: [],
  }))
  const stretch = (from: number) => ({ from, to: from + 2 })

  it('is none where nothing is copied', () => {
    expect(copiedNote({ tokens, copied: [], searched: 1 })).toBeNull()
  })

  it('names the first stretches and counts the others', () => {
    const copied = [0, 4, 8, 12, 16].map(stretch)
    const note =
      'Copied word for word from the training text: "0 1" (2 tokens), "4 5" (2 tokens), "8 9" (2 tokens) and 2 more stretches.'
    expect(copiedNote({ tokens, copied, searched: 1 })).toBe(note)
    expect(copiedNote({ tokens, copied, searched: 0.25 })).toBe(
      `${note} Only 25 % of that was searched.`,
    )
  })
})
