// Races and exams as a window uses them, with a real thread that does as it is told: one at a time, kept, listed, deleted.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { ExamRequest } from '#shared/domain/inside/exam'
import type { RaceRequest } from '#shared/domain/inside/race'
import { parseExperiment } from '#shared/experiment/parse'
import { dataFile, experimentOn, openLab, unwrap } from '../sample'

const trashed: string[] = []
vi.mock('trash', async () => {
  const { rmSync } = await import('node:fs')
  return {
    default: (paths: readonly string[]) => {
      trashed.push(...paths)
      for (const path of paths) rmSync(path)
    },
  }
})

function raceOf(path: string, change: Partial<RaceRequest> = {}): RaceRequest {
  const experiment = experimentOn(path)
  const [embedding, , dense] = experiment.model.layers
  const gru = unwrap(
    parseExperiment({
      ...experiment,
      name: 'another',
      model: { ...experiment.model, layers: [embedding, { type: 'GRU', units: 3 }, dense] },
    }),
  )
  const variants = [
    { name: 'LSTM', experiment },
    { name: 'GRU', experiment: gru },
  ]
  return { requestId: 'race-1', name: 'Cells', variants, ...change }
}

const examRequest: ExamRequest = {
  ...{ requestId: 'exam-1', task: 'copy', cells: ['GRU'], lengths: [5, 10] },
  ...{ units: 4, steps: 10, batchSize: 4, learningRate: 0.01, seed: 7 },
}

describe('a race', () => {
  it('is told of, kept and found again', async () => {
    const { lab, home, events } = openLab()
    const race = unwrap(await lab.api.race(raceOf(dataFile())))
    expect(race).toMatchObject({ name: 'Cells', state: 'done', message: null })
    expect(race.id).toMatch(/^\d{8}-\d{6}-cells-[a-z0-9]{4}$/)
    const types = events.map(({ type }) => type)
    expect(types).toEqual([
      'race-started',
      ...['race-points', 'race-epoch', 'race-points', 'race-epoch'],
    ])
    expect(events[0]).toMatchObject({ id: 'race-1', race: { id: race.id } })
    expect(readdirSync(join(home, 'races'))).toEqual([`${race.id}.json`])
    expect(unwrap(await lab.api.openRace(race.id))).toEqual(race)
    const [listed, ...others] = unwrap(await lab.api.races())
    expect(others).toEqual([])
    expect(listed).toMatchObject({ id: race.id, variants: [{ name: 'LSTM' }, { name: 'GRU' }] })
    expect(listed).not.toHaveProperty('points')
  })

  it.each(['request', 'race'])(
    'keeps what there is when it is stopped by the id of the %s',
    async (by) => {
      const { lab, event } = openLab()
      const racing = lab.api.race(raceOf(dataFile(), { name: 'endless' }))
      const { race } = await event('race-started')
      await event('race-epoch')
      unwrap(await lab.api.stop(by === 'request' ? 'race-1' : race.id))
      const ended = unwrap(await racing)
      expect(ended).toMatchObject({ state: 'stopped', epochs: [{ epoch: 1 }] })
      expect(unwrap(await lab.api.openRace(race.id))).toEqual(ended)
    },
  )

  it('is refused while a run trains, and a run or an exam while it is under way', async () => {
    const path = dataFile()
    const { lab, event } = openLab()
    const run = unwrap(await lab.api.train(experimentOn(path, 'waits', 1000), { out: null }))
    await event('run-checkpoint')
    expect(await lab.api.race(raceOf(path))).toMatchObject({
      code: 'busy',
      message: '"waits" is still training. Stop it or wait until it is done.',
    })
    unwrap(await lab.api.stop(run.runId))
    await event('run-ended')
    const racing = lab.api.race(raceOf(path, { name: 'endless' }))
    const busy = {
      code: 'busy',
      message: 'The race "endless" is under way. Stop it or wait until it is done.',
    }
    expect(await lab.api.train(experimentOn(path), { out: null })).toMatchObject(busy)
    expect(await lab.api.exam(examRequest)).toMatchObject(busy)
    expect(await lab.api.race(raceOf(path, { requestId: 'race-2' }))).toMatchObject(busy)
    expect(await lab.api.forecast(experimentOn(path), 'forecast-1')).toMatchObject(busy)
    await event('race-epoch')
    unwrap(await lab.api.stop('race-1'))
    unwrap(await racing)
  })

  it('has the queue wait, which goes on after it', async () => {
    const path = dataFile()
    const { lab, event, events } = openLab()
    const racing = lab.api.race(raceOf(path, { name: 'endless' }))
    await event('race-epoch')
    const queue = unwrap(await lab.api.enqueue(experimentOn(path, 'queued', 1)))
    expect(queue).toMatchObject({ entries: [{ name: 'queued' }], isHeld: false })
    expect(events.some(({ type }) => type === 'run-started')).toBe(false)
    unwrap(await lab.api.stop('race-1'))
    unwrap(await racing)
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ name: 'queued', state: 'done' })
    expect(unwrap(await lab.api.queue()).entries).toEqual([])
  })

  it.each([
    {
      what: 'another batch size',
      change: { training: { epochs: 2, batchSize: 3 } },
      path: 'training.batchSize',
    },
    {
      what: 'another text',
      change: { text: { vocabularySize: 9, sequenceLength: 4 } },
      path: 'text.vocabularySize',
    },
  ])('is refused with $what, by the first path', async ({ change, path }) => {
    const { lab } = openLab()
    const request = raceOf(dataFile())
    const [first, second] = request.variants
    const experiment = { ...Object(second.experiment), ...change }
    const answer = await lab.api.race({
      ...request,
      variants: [first, { ...second, experiment }],
    })
    expect(answer).toMatchObject({ code: 'experiment-invalid', problems: [{ path }] })
    expect(answer).toHaveProperty('message', expect.stringContaining(path))
    // Nothing is under way any more.
    expect(unwrap(await lab.api.race(request)).state).toBe('done')
  })

  it('names the variant whose experiment is wrong, and refuses two of one name', async () => {
    const { lab } = openLab()
    const request = raceOf(dataFile())
    const [first] = request.variants
    const wrong = { ...request, variants: [first, { name: 'GRU', experiment: { task: 'x' } }] }
    expect(await lab.api.race(wrong)).toMatchObject({
      code: 'experiment-invalid',
      message: expect.stringMatching(/^The variant "GRU": /),
    })
    expect(await lab.api.race({ ...request, variants: [first, first] })).toMatchObject({
      code: 'experiment-invalid',
      message: 'Two variants are called "LSTM". Rename one of them.',
    })
  })

  it('reads only data that were granted', async () => {
    const { lab, grants } = openLab({ everything: false })
    const path = dataFile()
    expect(await lab.api.race(raceOf(path))).toMatchObject({ code: 'not-granted' })
    grants.grant(path)
    expect(unwrap(await lab.api.race(raceOf(path))).state).toBe('done')
  })

  it('whose thread dies is kept as failed, and leaves the lab free', async () => {
    const { lab, event } = openLab()
    const path = dataFile()
    const answer = await lab.api.race(raceOf(path, { name: 'exit' }))
    expect(answer).toMatchObject({ code: 'trainer-died' })
    await event('trainer-restarted')
    const [kept] = unwrap(await lab.api.races())
    expect(kept).toMatchObject({ name: 'exit', state: 'failed' })
    expect(kept.message).toContain('laboratory thread ended unexpectedly')
    expect(unwrap(await lab.api.race(raceOf(path))).state).toBe('done')
  })

  it('is stopped and kept when the lab is closed', async () => {
    const { lab, event, home } = openLab()
    const racing = lab.api.race(raceOf(dataFile(), { name: 'endless' }))
    const { race } = await event('race-started')
    await event('race-epoch')
    await lab.close()
    expect(await racing).toMatchObject({ ok: true, value: { state: 'stopped' } })
    const kept = JSON.parse(readFileSync(join(home, 'races', `${race.id}.json`), 'utf8'))
    expect(kept).toMatchObject({ state: 'stopped', epochs: [{ epoch: 1 }] })
  })

  it('that does not end in time is ended when the lab is closed', async () => {
    const { lab, event, home } = openLab({ closeGraceMs: 20 })
    const racing = lab.api.race(raceOf(dataFile(), { name: 'loop' }))
    const { race } = await event('race-started')
    await lab.close()
    expect(await racing).toMatchObject({ code: 'trainer-died' })
    const again = openLab({ home })
    expect(unwrap(await again.lab.api.openRace(race.id))).toMatchObject({
      state: 'stopped',
      message: 'The lab was closed.',
    })
  })
})

describe('kept races', () => {
  it('are listed newest first, without what is damaged or not a race', async () => {
    const { lab, home } = openLab()
    const path = dataFile()
    const first = unwrap(await lab.api.race(raceOf(path, { name: 'first' })))
    const second = unwrap(await lab.api.race(raceOf(path, { name: 'second' })))
    const folder = join(home, 'races')
    const put = (name: string, content: unknown) =>
      writeFileSync(
        join(folder, name),
        typeof content === 'string' ? content : JSON.stringify(content),
      )
    put('torn.json', '{"format":"unroll-race/1","id":"to')
    put('newer.json', { ...first, id: 'newer', format: 'unroll-race/9' })
    put('other-id.json', first)
    put('wrong.json', { ...first, id: 'wrong', points: [{ step: 'x' }] })
    put('deep.json', { ...first, id: 'deep', variants: `${'['.repeat(1e5)}${']'.repeat(1e5)}` })
    put('Not-An-Id.json', first)
    mkdirSync(join(folder, 'folder.json'))
    const later = { ...second, startedAt: '2099-01-01T00:00:00.000Z' }
    put(`${second.id}.json`, later)
    const listed = unwrap(await lab.api.races())
    expect(listed.map(({ id }) => id)).toEqual([second.id, first.id])
    for (const [id, message] of [
      ['torn', /torn\.json is damaged: it is not JSON\.$/],
      ['newer', /has the format "unroll-race\/9"; this lab reads unroll-race\/1/],
      ['other-id', /it has the id of another one\.$/],
      ['wrong', /wrong\.json is damaged at points\.0\.step: /],
      ['../runs', /^There is no race "\.\.\/runs"\.$/],
      ['nowhere', /^There is no race "nowhere"\.$/],
    ] as const) {
      expect(await lab.api.openRace(id)).toMatchObject({
        code: 'run-unreadable',
        message: expect.stringMatching(message),
      })
    }
  })

  it('left behind as running by a lab that died are stopped', async () => {
    const { lab, home } = openLab()
    const race = unwrap(await lab.api.race(raceOf(dataFile())))
    const file = join(home, 'races', `${race.id}.json`)
    writeFileSync(file, JSON.stringify({ ...race, state: 'running' }))
    expect(unwrap(await lab.api.openRace(race.id))).toMatchObject({
      state: 'stopped',
      message: 'The lab ended while it was under way.',
    })
  })

  it('go to the trash, but never what is under way or lies elsewhere', async () => {
    onTestFinished(() => void trashed.splice(0))
    const { lab, home, event } = openLab()
    const path = dataFile()
    const { id } = unwrap(await lab.api.race(raceOf(path)))
    unwrap(await lab.api.deleteRace(id))
    expect(trashed).toEqual([join(home, 'races', `${id}.json`)])
    expect(unwrap(await lab.api.races())).toEqual([])
    unwrap(await lab.api.deleteRace(id)) // gone already
    expect(await lab.api.deleteRace('../draft')).toMatchObject({ code: 'run-unreadable' })
    const racing = lab.api.race(raceOf(path, { name: 'endless' }))
    const { race } = await event('race-started', ({ race: { name } }) => name === 'endless')
    expect(await lab.api.deleteRace(race.id)).toMatchObject({ code: 'busy' })
    unwrap(await lab.api.stop('race-1'))
    unwrap(await racing)
    expect(existsSync(join(home, 'races', `${race.id}.json`))).toBe(true)
    expect(trashed).toHaveLength(1)
  })
})

describe('an exam', () => {
  it('is told of, kept, listed and deleted', async () => {
    onTestFinished(() => void trashed.splice(0))
    const { lab, home, events } = openLab()
    const exam = unwrap(await lab.api.exam(examRequest))
    expect(exam).toMatchObject({ state: 'done', scores: [{ length: 5 }, { length: 10 }] })
    expect(events.map(({ type }) => type)).toEqual(['exam-score', 'exam-score'])
    expect(unwrap(await lab.api.exams())).toEqual([exam])
    unwrap(await lab.api.deleteExam(exam.id))
    expect(trashed).toEqual([join(home, 'exams', `${exam.id}.json`)])
    expect(unwrap(await lab.api.exams())).toEqual([])
  })
})
