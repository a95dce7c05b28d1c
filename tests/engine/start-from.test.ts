// Which run an experiment starts from: of the store by its id, elsewhere only where a person chose it, and only one with a model.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Experiment } from '#shared/experiment/schema'
import { dataFile, experimentOn, openLab, temporaryFolder, unwrap, type TestLab } from './sample'

/** A lab with a run in its store, and the experiment that starts from `startFrom`. */
async function withRun() {
  const lab = openLab({ everything: false })
  const path = dataFile()
  lab.grants.grant(path)
  const { runId, folder } = unwrap(await lab.lab.api.train(experimentOn(path), { out: null }))
  await lab.event('run-ended')
  return { ...lab, path, runId, folder }
}

function from(path: string, startFrom: string): Experiment {
  const experiment = experimentOn(path, 'ok', 1)
  return { ...experiment, training: { ...experiment.training, startFrom } }
}

const train = ({ lab }: TestLab, experiment: Experiment) => lab.api.train(experiment, { out: null })

describe('a run to start from', () => {
  it('is found in the store, and kept as its path', async () => {
    const opened = await withRun()
    const begun = unwrap(await train(opened, from(opened.path, opened.runId)))
    await opened.event('run-ended', ({ record }) => record.id === begun.runId)
    const kept = JSON.parse(readFileSync(join(begun.folder, 'experiment.json'), 'utf8'))
    expect(kept.training.startFrom).toBe(opened.folder)
    const [started] = unwrap(await opened.lab.api.run(begun.runId)).log
    expect(started.message).toBe(
      `Started with ${opened.path}, from the weights of ${opened.folder}.`,
    )
  })

  it('elsewhere has to be chosen by a person', async () => {
    const opened = await withRun()
    const there = temporaryFolder()
    const refused = await train(opened, from(opened.path, there))
    expect(refused).toMatchObject({ ok: false, code: 'not-granted' })
  })

  it('has to be there, and to have a model', async () => {
    const opened = await withRun()
    expect(await train(opened, from(opened.path, 'nowhere'))).toMatchObject({
      ...{ ok: false, code: 'experiment-invalid' },
      problems: [{ path: 'training.startFrom', message: expect.stringContaining('"nowhere"') }],
    })
    rmSync(join(opened.folder, 'model'), { recursive: true })
    expect(await train(opened, from(opened.path, opened.runId))).toMatchObject({
      ...{ ok: false, code: 'experiment-invalid' },
      message: expect.stringContaining('has no model yet'),
    })
  })

  it('is looked for when a run is put into the queue or forecast, too', async () => {
    const { lab, path } = await withRun()
    const experiment = from(path, 'nowhere')
    for (const answer of [
      await lab.api.enqueue(experiment),
      await lab.api.forecast(experiment, 'forecast'),
    ])
      expect(answer).toMatchObject({ ok: false, code: 'experiment-invalid' })
  })

  it('is not for a race', async () => {
    const { lab, path, runId } = await withRun()
    const variants = ['a', 'b'].map((name) => ({ name, experiment: from(path, runId) }))
    const raced = await lab.api.race({ requestId: 'race', name: 'Race', variants })
    expect(raced).toMatchObject({
      ...{ ok: false, code: 'experiment-invalid' },
      message: expect.stringContaining('The variant "a" starts from a run'),
    })
  })
})
