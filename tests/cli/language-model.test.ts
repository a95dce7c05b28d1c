// What `train`, `runs` and `runs show` tell of a task that is judged by another number than accuracy.
import { describe, expect, it } from 'vitest'
import { formatEpoch, formatSample } from '../../src/cli/format/epoch'
import { languageModelExperiment, openTerminal } from './terminal'

function open() {
  const terminal = openTerminal()
  terminal.write('writer.json', {
    ...languageModelExperiment,
    data: { path: 'data.csv', testPath: 'data.csv' },
  })
  return terminal
}

describe('train', () => {
  it('tells of perplexity and of what was written after each epoch', async () => {
    const { run } = open()
    const { stdout } = await run(['train', 'writer.json'])
    expect(stdout).toMatch(
      /\nEpoch 1 of 2 .* perplexity 8\.000 {2}validation perplexity 9\.000 {2}validation bits per character 3\.000 .*\n {4}To be, epoch 1\n\n/,
    )
    expect(stdout).toMatch(/On 200 tokens +Perplexity +Bits per character/)
    expect(stdout).toMatch(/\nOn the test file:\n\nOn 200 tokens/)
  })

  it('tells programs with the numbers beside loss and accuracy', async () => {
    const { run } = open()
    const lines = (await run(['train', 'writer.json', '--json'])).json()
    const [epoch] = lines.filter(({ type }) => type === 'epoch')
    expect(epoch).toEqual({
      ...{ type: 'epoch', epoch: 1, step: 3, seconds: 0.1 },
      ...{ loss: 0.5, accuracy: 0.75, valLoss: 0.6, valAccuracy: 0.71 },
      ...{ perplexity: 8, valPerplexity: 9, valBitsPerCharacter: 3 },
    })
    expect(lines.filter(({ type }) => type === 'sample')).toEqual([
      { type: 'sample', epoch: 1, step: 3, prompt: 'To be', text: ', epoch 1' },
      { type: 'sample', epoch: 2, step: 6, prompt: 'To be', text: ', epoch 2' },
    ])
    expect(lines.filter(({ type }) => type === 'tested')).toMatchObject([{ perplexity: 4.48 }])
    expect(lines.at(-1)).toMatchObject({
      type: 'done',
      headline: { name: 'valPerplexity', best: 8, last: 8 },
      evaluation: { kind: 'language-model' },
      testEvaluation: { kind: 'language-model' },
    })
  })
})

describe('runs', () => {
  it('names the number in its column, or in each cell where runs differ', async () => {
    const { run } = open()
    await run(['train', 'writer.json'])
    expect((await run(['runs'])).stdout).toMatch(/ Best perplexity .*\n.*\n.* 8\.00 /)
    await run(['train', 'experiment.json'])
    const { stdout } = await run(['runs', '--sort', 'best'])
    expect(stdout).toMatch(/ Best .*\n.*\n.* accuracy 0\.720 .*\n.* perplexity 8\.00 /)
  })

  it('shows the numbers of each epoch, the test file and the last text', async () => {
    const { run } = open()
    const { json } = await run(['train', 'writer.json', '--json'])
    const { stdout } = await run(['runs', 'show', String(json().at(-1)?.id)])
    expect(stdout).toMatch(/ Perplexity +Validation perplexity +Validation bits per character/)
    expect(stdout).toMatch(/\nTest: 200 tokens +Perplexity/)
    expect(stdout).toContain('Written after epoch 2:\n    To be, epoch 2')
  })
})

describe('an epoch', () => {
  const epoch = { epoch: 3, loss: 2, valLoss: 3, seconds: 72, step: 9 }

  it('of numbers says nothing of accuracy', () => {
    const metrics = { ...epoch, accuracy: Number.NaN, valAccuracy: Number.NaN }
    expect(formatEpoch({ ...metrics, extras: { valMeanAbsoluteError: 1.5 } }, 10)).toBe(
      'Epoch  3 of 10  loss 2.000  validation loss 3.000  validation mean absolute error 1.500  1 min 12 s',
    )
  })
})

describe('a sample', () => {
  const linesOf = (text: string, width: number) =>
    formatSample({ epoch: 1, step: 1, prompt: '', text }, width).split('\n')

  it('is broken at spaces, and in words that are longer than a line', () => {
    expect(linesOf('one two three four five', 24)).toEqual(['    one two three four', '    five'])
    expect(linesOf('x'.repeat(45), 24).map((line) => line.length)).toEqual([24, 24, 9])
  })

  it('keeps its line breaks, and ends after some lines', () => {
    expect(linesOf('a\n\nb', 24)).toEqual(['    a', '', '    b'])
    expect(linesOf('line\n'.repeat(30), 24)).toHaveLength(9)
    expect(linesOf('line\n'.repeat(30), 24).at(-1)).toBe('    ...')
  })
})
