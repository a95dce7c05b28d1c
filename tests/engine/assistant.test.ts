// Calls that train no run: text that is written and stopped, views, forecasts, and which data a window may name in them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generationRequestSchema } from '#shared/domain/generation'
import type { DataOptions } from '#shared/experiment/data'
import type { LabEvent } from '#shared/protocol/lab-api'
import { dataFile, experimentOn, languageModelOn, openLab, temporaryFolder, unwrap } from './sample'

const requestOf = (request: object) =>
  generationRequestSchema.parse({ requestId: 'one', prompt: 'To be', length: 3, ...request })

/** A lab with a language model that has been trained. */
async function trained() {
  const testLab = openLab()
  const { runId } = unwrap(await testLab.lab.api.train(languageModelOn(dataFile()), { out: null }))
  await testLab.event('run-ended')
  return { ...testLab, runId }
}

describe('writing text', () => {
  it('tells of the tokens as they come, and then of the whole text', async () => {
    const { lab, events, runId } = await trained()
    const written = unwrap(await lab.api.generate(runId, requestOf({})))
    expect(written).toMatchObject({ text: ' w0 w1 w2', endedBy: 'length' })
    const told = events.flatMap((one) => (one.type === 'generated' ? [one] : []))
    expect(told.map(({ id }) => id)).toEqual(['one', 'one'])
    expect(told.flatMap(({ tokens }) => tokens.map(({ text }) => text))).toEqual([' w0', ' w1'])
  })

  it('ends when it is stopped, with what was written', async () => {
    const { lab, event, runId } = await trained()
    const writing = lab.api.generate(runId, requestOf({ prompt: 'endless', length: 100_000 }))
    await event('generated')
    unwrap(await lab.api.stop('one'))
    const { endedBy, tokens } = unwrap(await writing)
    expect(endedBy).toBe('stopped')
    expect(tokens.length).toBeGreaterThan(0)
  })

  it('goes on while a run trains', async () => {
    const { lab, event, runId } = await trained()
    const long = languageModelOn(dataFile(), { name: 'Long', epochs: 1000 })
    const { runId: other } = unwrap(await lab.api.train(long, { out: null }))
    expect((await lab.api.generate(runId, requestOf({}))).ok).toBe(true)
    unwrap(await lab.api.stop(other))
    await event('run-ended', ({ record }) => record.id === other)
  })
})

describe('a forecast', () => {
  it('is made of an experiment that is checked first', async () => {
    const { lab } = openLab()
    const forecast = unwrap(await lab.api.forecast(experimentOn(dataFile()), 'f'))
    expect(forecast).toMatchObject({ parameters: 1234, refusal: null })
    expect(await lab.api.forecast({ task: 'x' }, 'f')).toMatchObject({ code: 'experiment-invalid' })
    expect(await lab.api.forecast(experimentOn('/gone.csv'), 'f')).toMatchObject({
      code: 'data-unreadable',
    })
  })

  it('is not made while a run trains', async () => {
    const { lab, event } = openLab()
    const path = dataFile()
    const { runId } = unwrap(await lab.api.train(experimentOn(path, 'long', 1000), { out: null }))
    expect(await lab.api.forecast(experimentOn(path), 'f')).toEqual({
      ok: false,
      code: 'busy',
      message: '"long" is still training. Stop it or wait until it is done.',
    })
    unwrap(await lab.api.stop(runId))
    await event('run-ended')
    expect((await lab.api.forecast(experimentOn(path), 'f')).ok).toBe(true)
  })

  it('leaves the machine to a run that begins', async () => {
    const { lab, event } = openLab()
    const path = dataFile()
    const forecast = lab.api.forecast(experimentOn(path, 'endless'), 'f')
    await event('progress', ({ id }) => id === 'f')
    unwrap(await lab.api.train(experimentOn(path), { out: null }))
    expect(await forecast).toMatchObject({ ok: false, code: 'stopped' })
    await event('run-ended')
  })
})

describe('data of several files', () => {
  /** Granted are the first two. */
  function files() {
    const folder = temporaryFolder()
    const paths = ['a.csv', 'b.csv', 'c.csv'].map((name) => join(folder, name))
    for (const path of paths) writeFileSync(path, 'text,label\nx,y\n')
    const testLab = openLab({ everything: false })
    for (const path of paths.slice(0, 2)) testLab.grants.grant(path)
    return { ...testLab, paths }
  }
  const calls = {
    train: (lab, experiment) => lab.api.train(experiment, { out: null }),
    forecast: (lab, experiment) => lab.api.forecast(experiment, 'f'),
    report: (lab, { task, data, text }) =>
      lab.api.report({
        task,
        data,
        text,
        seed: 1,
        requestId: 'r',
        baselines: false,
        findings: true,
      }),
    view: (lab, { task, data, text }) => lab.api.view({ task, data, text, seed: 1, row: 0 }),
  } satisfies Record<
    string,
    (
      lab: ReturnType<typeof openLab>['lab'],
      experiment: ReturnType<typeof experimentOn>,
    ) => Promise<unknown>
  >
  const withData = (path: string, data: Partial<DataOptions>) => {
    const experiment = experimentOn(path)
    return { ...experiment, data: { ...experiment.data, ...data } }
  }

  it.each(Object.keys(calls) as (keyof typeof calls)[])(
    // the keys of a literal
    '%s takes those that were chosen and refuses the others',
    async (call) => {
      const { lab, paths, events, event } = files()
      const [first, second, third] = paths
      const refused = { ok: false, code: 'not-granted', message: expect.stringContaining(third) }
      const wrong: Partial<DataOptions>[] = [
        { morePaths: [second, third] },
        { validationPath: third },
        { testPath: third },
      ]
      for (const data of wrong)
        expect(await calls[call](lab, withData(first, data))).toMatchObject(refused)
      const right = { morePaths: [second], testPath: second }
      expect(await calls[call](lab, withData(first, right))).toMatchObject({ ok: true })
      if (events.some(({ type }: LabEvent) => type === 'run-started')) await event('run-ended')
    },
  )

  it('names the key of a path that is not absolute', async () => {
    const { lab, paths } = files()
    const relative = withData(paths[0], { morePaths: [paths[1], 'b.csv'] })
    expect(await lab.api.train(relative, { out: null })).toMatchObject({
      code: 'experiment-invalid',
      message: 'data.morePaths.1: "b.csv" is not an absolute path.',
    })
  })

  it('are granted again with the draft that names them, all or none', async () => {
    const { lab, paths, home } = files()
    const [first, second, third] = paths
    const check = async (data: Partial<DataOptions>) => {
      unwrap(await lab.api.saveDraft(withData(first, data)))
      const again = openLab({ home, everything: false })
      unwrap(await again.lab.api.loadDraft())
      return (await again.grants.check(second, 'read')) === null
    }
    expect(await check({ morePaths: [second] })).toBe(true)
    expect(await check({ morePaths: [second, third] })).toBe(false)
  })
})

describe('a report', () => {
  it('tells what is wrong with the data where that is asked for', async () => {
    const { lab } = openLab()
    const { task, data, text } = experimentOn(dataFile())
    const request = { task, data, text, seed: 1, requestId: 'r', baselines: true }
    const answer = unwrap(await lab.api.report({ ...request, findings: true }))
    expect(answer.findings.map(({ kind }) => kind)).toEqual(['duplicates', 'few-rows'])
    expect(unwrap(await lab.api.report({ ...request, findings: false })).findings).toEqual([])
  })
})

describe('an evaluation on other data', () => {
  it('reads the path that is named and nothing else of the run', async () => {
    const { lab, event } = openLab()
    const path = dataFile()
    const own = languageModelOn(path, {
      data: { morePaths: [path], testPath: path, maximumRows: 1 },
    })
    const { runId } = unwrap(await lab.api.train(own, { out: null }))
    await event('run-ended')
    const other = dataFile()
    const answer = unwrap(await lab.api.evaluate(runId, { path: other, split: null }))
    expect(answer).toMatchObject({
      data: { path: other, morePaths: [], testPath: null, validationPath: null, maximumRows: null },
    })
  })
})
