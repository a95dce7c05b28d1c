// The lab as a window uses it, with a real thread that trains as it is told.
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LabEvent } from '#shared/protocol/lab-api'
import { dataFile, experimentOn, openLab, temporaryFolder, unwrap } from './sample'

const exportTo = (out: string) => ({ requestId: 'export', format: 'tfjs' as const, out })

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

describe('a run', () => {
  it('tells what happens in order and leaves a complete folder', async () => {
    const { lab, events, event } = openLab()
    const experiment = experimentOn(dataFile(), 'Zwei Wörter', 2)
    const { runId, folder } = unwrap(await lab.api.train(experiment, { out: null }))
    expect(runId).toMatch(/^\d{8}-\d{6}-zwei-worter-[a-z0-9]{4}$/)
    const { record, evaluation } = await event('run-ended')
    expect(record).toMatchObject({ id: runId, state: 'done', epochs: 2, bestValAccuracy: 0.72 })
    expect(evaluation?.accuracy).toBe(1)

    // What is told once it is on disk comes in its own time.
    const unordered = ['steps', 'run-checkpoint', 'run-log', 'run-ended']
    const types = events.map((one) => one.type)
    expect(types.filter((type) => !unordered.includes(type))).toEqual([
      'run-started',
      'run-environment',
      'progress',
      'run-summary',
      'run-data',
      'run-baselines',
      'epoch',
      'run-kept',
      'epoch',
      'run-kept',
    ])
    expect(types.filter((type) => type === 'run-checkpoint')).toHaveLength(2)
    expect(types.at(-1)).toBe('run-ended')
    let steps = 0
    for (const one of events) {
      if (one.type === 'steps') {
        expect(one.steps.first).toBe(steps + 1)
        steps += one.steps.loss.length
      }
      if (one.type === 'epoch') expect(steps).toBe(one.metrics.step)
    }

    expect(readdirSync(folder).sort()).toEqual([
      'checkpoints',
      'checkpoints.json',
      'evaluation.json',
      'experiment.json',
      'labels.json',
      'log.jsonl',
      'metrics.csv',
      'metrics.jsonl',
      'model',
      'report.json',
      'run.json',
      'summary.json',
      'tensorboard',
      'vocabulary.json',
    ])
    expect(json(join(folder, 'experiment.json'))).toEqual(experiment)
    const detail = unwrap(await lab.api.run(runId))
    expect(detail).toMatchObject({
      record,
      folder,
      experiment,
      epochs: [{ epoch: 1 }, { epoch: 2 }],
      baselines: [{ name: 'majority' }],
      evaluation: { accuracy: 1 },
      report: { rows: 10 },
      hasModel: true,
    })
    expect(detail.steps.first).toBe(1)
    expect(detail.steps.loss).toHaveLength(6)
    const { runs } = unwrap(await lab.api.runs())
    expect(runs).toMatchObject([{ id: runId, curve: [0.71, 0.72], hasModel: true }])
  })

  it('goes to the folder that is asked for, and is found there by its path', async () => {
    const { lab, event } = openLab()
    const out = join(temporaryFolder(), 'deep', 'runs')
    const { folder } = unwrap(await lab.api.train(experimentOn(dataFile()), { out }))
    await event('run-ended')
    expect(join(out, basename(folder))).toBe(folder)
    expect(unwrap(await lab.api.run(folder)).record.state).toBe('done')
    expect(unwrap(await lab.api.runs()).runs).toEqual([])
  })

  it('is told to a window that comes later, as long as it trains', async () => {
    const { lab, event } = openLab()
    const { runId } = unwrap(
      await lab.api.train(experimentOn(dataFile(), 'Long', 1000), { out: null }),
    )
    const late: unknown[] = []
    lab.subscribe((one) => late.push(one))
    expect(late).toMatchObject([{ type: 'run-started', record: { id: runId } }])
    await lab.api.stop(runId)
    await event('run-ended')
    const tooLate: unknown[] = []
    lab.subscribe((one) => tooLate.push(one))
    expect(tooLate).toEqual([])
  })

  it('trains alone: a second one is told the name of the first', async () => {
    const { lab, event } = openLab()
    const path = dataFile()
    const both = await Promise.all([
      lab.api.train(experimentOn(path, 'first'), { out: null }),
      lab.api.train(experimentOn(path, 'second'), { out: null }),
    ])
    expect(both[0].ok).toBe(true)
    expect(both[1]).toEqual({
      ok: false,
      code: 'busy',
      message: '"first" is still training. Stop it or wait until it is done.',
    })
    await event('run-ended')
    expect(unwrap(await lab.api.runs()).runs).toHaveLength(1)
    expect((await lab.api.train(experimentOn(path), { out: null })).ok).toBe(true)
  })

  it('stops after the step and keeps what was learned', async () => {
    const { lab, event } = openLab()
    const { runId } = unwrap(
      await lab.api.train(experimentOn(dataFile(), 'long', 1000), { out: null }),
    )
    await event('epoch')
    expect(await lab.api.stop(runId)).toEqual({ ok: true, value: null })
    expect((await event('run-ended')).record).toMatchObject({ state: 'stopped', message: null })
  })

  it('is paused, with all its steps on disk, when the lab closes', async () => {
    const { lab, home, events, event } = openLab()
    unwrap(await lab.api.train(experimentOn(dataFile(), 'long', 1000), { out: null }))
    await event('epoch')
    await lab.close()
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ state: 'paused', finishedAt: null, message: null })
    const steps = events.filter((one) => one.type === 'steps').length
    expect(record.position?.step).toBe(steps)
    const again = openLab({ home })
    const detail = unwrap(await again.lab.api.run(record.id))
    expect(detail).toMatchObject({ record, canResume: true })
    expect(detail.steps.loss).toHaveLength(steps)
  })

  it('is interrupted when its thread dies, and the next one trains', async () => {
    const { lab, events, event } = openLab()
    const path = dataFile()
    const { runId } = unwrap(await lab.api.train(experimentOn(path, 'exit'), { out: null }))
    const { record, folder } = await event('run-ended')
    expect(record).toMatchObject({ state: 'interrupted', epochs: 1 })
    expect(record.message).toContain('ended unexpectedly')
    expect(await event('trainer-restarted')).toMatchObject({ runId })
    expect(existsSync(join(folder, 'running.json'))).toBe(false)
    events.length = 0
    unwrap(await lab.api.train(experimentOn(path, 'fine'), { out: null }))
    expect((await event('run-ended')).record.state).toBe('done')
  })

  it('is interrupted when a test kills its thread', async () => {
    const { lab, event } = openLab()
    unwrap(await lab.api.train(experimentOn(dataFile(), 'long', 1000), { out: null }))
    await event('epoch')
    await lab.killTrainer()
    expect((await event('run-ended')).record.state).toBe('interrupted')
  })

  it('is ended when its thread does not stop in time', async () => {
    const { lab, event } = openLab({ stopGraceMs: 200 })
    const { runId } = unwrap(
      await lab.api.train(experimentOn(dataFile(), 'stuck hang'), { out: null }),
    )
    await event('epoch')
    await lab.api.stop(runId)
    const { record } = await event('run-ended')
    expect(record.state).toBe('interrupted')
    expect(record.message).toContain('did not stop in time and was ended')
  })

  it('is ended when the lab closes and its thread does not stop', async () => {
    const { lab, events, event } = openLab({ closeGraceMs: 100 })
    unwrap(await lab.api.train(experimentOn(dataFile(), 'stuck loop'), { out: null }))
    await event('epoch')
    await lab.close()
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', record: { state: 'interrupted' } })
  })

  it.each([
    ['unusable', 'Nothing to learn here.'],
    ['bug', 'The trainer failed by a mistake of its own: a bug'],
  ])('fails with a sentence: %s', async (name, message) => {
    const { lab, event } = openLab()
    unwrap(await lab.api.train(experimentOn(dataFile(), name), { out: null }))
    expect((await event('run-ended')).record).toMatchObject({ state: 'failed', message })
  })

  it.skipIf(!existsSync('/dev/full'))(
    'holds on a full disk, says so, and goes on with nothing lost when there is room',
    async () => {
      const { lab, events, event } = openLab({ diskRetryMs: 5 })
      const experiment = experimentOn(dataFile(), 'full disk', 8)
      const { runId, folder } = unwrap(await lab.api.train(experiment, { out: null }))
      const { reason } = await event('run-paused')
      expect(reason).toBe(
        `The disk is full: ${folder} cannot be written. Training goes on by itself when there is room.`,
      )
      const late: LabEvent[] = []
      lab.subscribe((one) => late.push(one))
      expect(late).toMatchObject([
        { type: 'run-started', record: { id: runId } },
        { type: 'run-paused', reason },
      ])
      rmSync(join(folder, 'metrics.jsonl'))
      await event('run-went-on')
      expect((await event('run-ended')).record).toMatchObject({ state: 'done', message: null })
      const detail = unwrap(await lab.api.run(runId))
      expect(Array.from(detail.steps.loss)).toEqual(
        Array.from({ length: 24 }, (_, index) => Math.fround(1 / (index + 1))).map((loss) =>
          expect.closeTo(loss, 6),
        ),
      )
      expect(events.filter((one) => one.type === 'run-paused').every((one) => one.reason)).toBe(
        true,
      )
    },
  )

  it.skipIf(!existsSync('/dev/full'))(
    'stays paused when there is room again and a person wants it to',
    async () => {
      const { lab, event } = openLab({ diskRetryMs: 5 })
      const experiment = experimentOn(dataFile(), 'full disk', 8)
      const { runId, folder } = unwrap(await lab.api.train(experiment, { out: null }))
      await event('run-paused', ({ reason }) => reason !== null)
      unwrap(await lab.api.pause(runId))
      rmSync(join(folder, 'metrics.jsonl'))
      await event('run-paused', ({ reason }) => reason === null)
      expect(unwrap(await lab.api.run(runId)).record.state).toBe('paused')
      unwrap(await lab.api.goOn(runId))
      await event('run-went-on')
      expect((await event('run-ended')).record.state).toBe('done')
    },
  )

  it.skipIf(!existsSync('/dev/full'))('is stopped while the disk is full', async () => {
    const { lab, event } = openLab({ diskRetryMs: 60_000 })
    const experiment = experimentOn(dataFile(), 'full disk', 1000)
    const { runId } = unwrap(await lab.api.train(experiment, { out: null }))
    await event('run-paused')
    unwrap(await lab.api.stop(runId))
    const { record } = await event('run-ended')
    expect(record.state).toBe('stopped')
    expect(record.message).toMatch(/metrics\.jsonl could not be written: the disk is full\./)
  })
})

describe('what cannot train', () => {
  it.each<[string, (path: string) => unknown, string, RegExp]>([
    ['no experiment', () => 7, 'experiment-invalid', /The experiment/],
    [
      'a relative path',
      (path) => ({ ...experimentOn(path), data: { path: 'data.csv' } }),
      'experiment-invalid',
      /data\.path: "data\.csv" is not an absolute path/,
    ],
    [
      'data that are gone',
      (path) => experimentOn(`${path}-gone`),
      'data-unreadable',
      /data\.csv-gone is not there or may not be read/,
    ],
  ])('%s', async (_what, make, code, message) => {
    const { lab, home } = openLab()
    const answer = await lab.api.train(make(dataFile()), { out: null })
    expect(answer).toMatchObject({ ok: false, code, message: expect.stringMatching(message) })
    expect(existsSync(join(home, 'runs'))).toBe(false)
  })

  it('a run store that is a file', async () => {
    const { lab, home } = openLab()
    writeFileSync(join(home, 'runs'), '')
    expect(await lab.api.train(experimentOn(dataFile()), { out: null })).toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining('a file is in the way of a folder'),
    })
  })

  it('leaves nothing behind in a folder that cannot be written', async () => {
    const { lab } = openLab()
    const out = temporaryFolder()
    symlinkSync('/proc/nothing', join(out, 'runs'))
    const answer = await lab.api.train(experimentOn(dataFile()), { out: join(out, 'runs') })
    expect(answer).toMatchObject({ ok: false, code: 'write-failed' })
    expect(readdirSync(out)).toEqual(['runs'])
  })
})

describe('what a window may use', () => {
  it('is what was chosen, and later the data of its runs', async () => {
    const path = dataFile()
    const first = openLab({ everything: false })
    const refused = await first.lab.api.train(experimentOn(path), { out: null })
    expect(refused).toMatchObject({ ok: false, code: 'not-granted' })
    first.grants.grant(path)
    const out = { out: temporaryFolder() }
    expect(await first.lab.api.train(experimentOn(path), out)).toMatchObject({
      code: 'not-granted',
    })
    const { folder } = unwrap(await first.lab.api.train(experimentOn(path), { out: null }))
    await first.event('run-ended')
    await first.lab.close()

    const again = openLab({ everything: false, home: first.home })
    const preview = { path, encoding: 'auto', split: null } as const
    expect((await again.lab.api.preview(preview)).ok).toBe(true)
    expect((await again.lab.api.run(folder)).ok).toBe(true)
    expect(await again.lab.api.exportRun(folder, exportTo(join(folder, 'out')))).toMatchObject({
      code: 'not-granted',
    })
  })

  it('is the data file of the draft too, when it was chosen before', async () => {
    const path = dataFile()
    const preview = { path, encoding: 'auto', split: null } as const
    for (const chosen of [false, true]) {
      const first = openLab({ everything: false })
      if (chosen) first.grants.grant(path)
      unwrap(await first.lab.api.saveDraft(experimentOn(path)))
      const again = openLab({ everything: false, home: first.home })
      expect(unwrap(await again.lab.api.loadDraft())).toEqual(experimentOn(path))
      expect((await again.lab.api.preview(preview)).ok).toBe(chosen)
    }
  })
})

describe('the draft', () => {
  it('survives half edited, and nothing else takes its place', async () => {
    const { lab } = openLab()
    expect(await lab.api.loadDraft()).toEqual({ ok: true, value: null })
    const experiment = experimentOn('/data.csv')
    const halfEdited = {
      ...experiment,
      model: { ...experiment.model, layers: experiment.model.layers.slice(1) },
    }
    expect(await lab.api.saveDraft(halfEdited)).toEqual({ ok: true, value: null })
    expect(await lab.api.saveDraft({ ...experiment, task: 'x' })).toMatchObject({
      code: 'experiment-invalid',
      problems: [{ path: 'task' }],
    })
    expect(await lab.api.loadDraft()).toEqual({ ok: true, value: halfEdited })
  })

  it.each(['', '{', '{"format":"unroll-draft/2"}'])('starts anew from %j', async (text) => {
    const { lab, home } = openLab()
    writeFileSync(join(home, 'draft.json'), text)
    expect(await lab.api.loadDraft()).toEqual({ ok: true, value: null })
  })
})

describe('a trained run', () => {
  it('predicts, evaluates all rows of other data and is exported', async () => {
    const { lab, event } = openLab()
    const experiment = experimentOn(dataFile())
    const { runId } = unwrap(
      await lab.api.train(
        { ...experiment, data: { ...experiment.data, encoding: 'shift_jis', maximumRows: 5 } },
        { out: null },
      ),
    )
    await event('run-ended')
    expect(unwrap(await lab.api.predict(runId.slice(0, 15), ['good']))).toMatchObject([
      { text: 'good', label: 'good', probability: 0.75 },
    ])
    const other = dataFile()
    expect(unwrap(await lab.api.evaluate(runId, { path: other, split: 'test' }))).toMatchObject({
      data: { path: other, split: 'test', maximumRows: null, encoding: 'shift_jis' },
    })
    const shape = { text: 'body', encoding: 'koi8-r', separator: 'tab', header: false } as const
    const reshaped = await lab.api.evaluate(runId, { path: other, split: null, ...shape })
    expect(unwrap(reshaped)).toMatchObject({ data: { ...shape, quote: 'auto', label: null } })
    expect(unwrap(await lab.api.exportRun(runId, exportTo('/out')))).toMatchObject({
      folder: '/out',
    })
  })

  it('can be used while another one trains', async () => {
    const { lab, events, event } = openLab()
    const path = dataFile()
    const first = unwrap(await lab.api.train(experimentOn(path), { out: null }))
    await event('run-ended')
    events.length = 0
    const second = unwrap(await lab.api.train(experimentOn(path, 'long loop', 1000), { out: null }))
    await event('epoch') // from here on the training thread is busy for ever
    expect((await lab.api.predict(first.runId, ['good'])).ok).toBe(true)
    expect(unwrap(await lab.api.run(second.runId)).record.state).toBe('running')
    await lab.killTrainer()
  })
})

describe('describe', () => {
  it('tells what the machine has', async () => {
    const { lab, home } = openLab()
    expect(await lab.api.describe()).toMatchObject({
      version: '0.0.0',
      home,
      environment: { backend: 'cpu', warning: null },
    })
  })

  it('warns when no thread can be started', async () => {
    const { lab } = openLab({ trainerPath: '/nowhere/trainer.js' })
    const { environment } = await lab.api.describe()
    expect(environment.warning).toContain('TensorFlow could not be started')
  })
})
