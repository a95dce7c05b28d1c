// A run of a task with more to tell than accuracy, from its start to the list of runs; the thread acts as it is told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFile, languageModelOn, openLab, unwrap } from './sample'

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')

describe('a language model', () => {
  it('is judged by its perplexity, in its record, the list and the log', async () => {
    const { lab, event } = openLab()
    const { runId, folder } = unwrap(
      await lab.api.train(languageModelOn(dataFile()), { out: null }),
    )
    const { record, evaluation } = await event('run-ended')
    expect(record.headline).toEqual({ name: 'valPerplexity', best: 8, last: 8 })
    expect(evaluation).toMatchObject({ kind: 'language-model', perplexity: 4.48 })
    expect(unwrap(await lab.api.runs()).runs).toMatchObject([
      { id: runId, curve: [9, 8], headline: { best: 8 } },
    ])
    const detail = unwrap(await lab.api.run(runId))
    expect(detail.epochs[1].extras).toEqual({
      perplexity: 7,
      valPerplexity: 8,
      valBitsPerCharacter: 3,
    })
    expect(detail.log.map(({ message }) => message)).toContain(
      'Epoch 2 of 2: loss 0.5000, validation loss 0.6000, validation perplexity 8.00.',
    )
    expect(linesOf(join(folder, 'metrics.csv'))[0]).toMatch(
      /,valAccuracy,perplexity,valPerplexity,valBitsPerCharacter$/,
    )
  })

  it('keeps the texts that it wrote, and tells of them', async () => {
    const { lab, events, event } = openLab()
    const { runId } = unwrap(await lab.api.train(languageModelOn(dataFile()), { out: null }))
    await event('run-ended')
    const told = events.flatMap((one) => (one.type === 'run-sample' ? [one.sample] : []))
    expect(told).toMatchObject([{ epoch: 1, text: ', epoch 1' }, { epoch: 2 }])
    expect(unwrap(await lab.api.run(runId)).samples).toEqual(told)
  })

  it('tells of what its probes did, by the id of the run', async () => {
    const { lab, events, event } = openLab()
    const { runId } = unwrap(await lab.api.train(languageModelOn(dataFile()), { out: null }))
    await event('run-ended')
    const told = events.filter(({ type }) => type === 'run-recorded')
    expect(told).toMatchObject([
      { runId, entry: { position: { step: 3 } } },
      { runId, entry: { position: { step: 6 } } },
    ])
  })

  it('that goes on has each text once, and its best perplexity from before', async () => {
    const { lab, event, events } = openLab()
    const experiment = languageModelOn(dataFile(), { name: 'waits', epochs: 4 })
    const { runId } = unwrap(await lab.api.train(experiment, { out: null }))
    await event('steps', ({ steps }) => steps.first === 7)
    unwrap(await lab.api.stop(runId))
    expect((await event('run-ended')).record.headline).toMatchObject({ best: 8 })
    events.length = 0
    unwrap(await lab.api.resume(runId, { settings: {} }))
    const { record } = await event('run-started')
    expect(record.headline).toEqual({ name: 'valPerplexity', best: 8, last: 8 })
    expect((await event('run-ended')).record.headline).toMatchObject({ best: 6, last: 6 })
    const { samples } = unwrap(await lab.api.run(runId))
    expect(samples.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
  })

  it('is measured on its test file, which the folder tells until another model is kept', async () => {
    const { lab, event, events } = openLab()
    const path = dataFile()
    const experiment = languageModelOn(path, { data: { testPath: path }, epochs: 2 })
    const { runId } = unwrap(await lab.api.train(experiment, { out: null }))
    await event('run-ended')
    const { evaluation } = await event('run-tested')
    expect(unwrap(await lab.api.run(runId)).testEvaluation).toEqual(evaluation)
    events.length = 0
    unwrap(await lab.api.resume(runId, { settings: { 'training.epochs': 1000 } }))
    await event('run-kept')
    unwrap(await lab.api.stop(runId))
    await event('run-ended')
    expect(unwrap(await lab.api.run(runId)).testEvaluation).toBeNull()
  })
})
