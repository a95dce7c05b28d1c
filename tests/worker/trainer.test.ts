// TrainerApi as the engine calls it: one run at a time, stopping by id, and TensorFlow only where it is needed.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { Trainer } from '../../src/worker/trainer'
import { csvOf, experimentOn } from './trained-run'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-trainer-'))
  await writeFile(join(folder, 'data.csv'), csvOf(120))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function tensorFlowIsLoaded(): boolean {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  return loaded.some((file) => file.includes('@tensorflow'))
}

async function trainRequest(runId: string) {
  const run = join(folder, runId)
  await mkdir(run)
  return { runId, experiment: experimentOn(folder), folder: run, checkpoint: null }
}

function trainerOf(onEvent: (event: TrainerEvent, trainer: Trainer) => void = () => {}) {
  const events: TrainerEvent[] = []
  const trainer: Trainer = new Trainer((event) => {
    events.push(event)
    onEvent(event, trainer)
  })
  return { trainer, events }
}

it('previews without TensorFlow, and reports', async () => {
  const { trainer, events } = trainerOf()
  const path = join(folder, 'data.csv')
  const preview = await trainer.preview({ path, encoding: 'auto', split: null })
  expect(preview).toMatchObject({ ok: true, value: { columns: ['text', 'label'] } })
  expect(tensorFlowIsLoaded()).toBe(false)
  const { data, text } = experimentOn(folder)
  const request = {
    ...{ task: 'classification' as const, data, text, seed: 7 },
    ...{ requestId: 'report-1', baselines: true, findings: true },
  }
  const report = await trainer.report(request)
  expect(report).toMatchObject({ ok: true, value: { report: { rows: 120 } } })
  expect(events.every((event) => event.type === 'progress' && event.id === 'report-1')).toBe(true)
})

it('trains one run at a time', async () => {
  const { trainer } = trainerOf()
  const [first, second] = await Promise.all([
    trainer.train(await trainRequest('one')),
    trainer.train(await trainRequest('two')),
  ])
  expect(first).toMatchObject({ ok: true, value: { state: 'done' } })
  expect(second).toMatchObject({ ok: false, code: 'busy' })
  expect(await trainer.train(await trainRequest('three'))).toMatchObject({ ok: true })
})

it('stops by id, and says when nothing of that id is under way', async () => {
  const told: Promise<boolean>[] = []
  const { trainer, events } = trainerOf((event, self) => {
    // The first step is told at once.
    if (event.type === 'steps') told.push(self.stop('four'), self.stop('other'))
  })
  const outcome = await trainer.train(await trainRequest('four'))
  expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', steps: 1 } })
  expect(await Promise.all(told)).toEqual([true, false])
  expect(await trainer.stop('four')).toBe(false)
  expect(events.every((event) => !('runId' in event) || event.runId === 'four')).toBe(true)
})

it('pauses and goes on by id, only what trains', async () => {
  const told: Promise<boolean>[] = []
  const { trainer, events } = trainerOf((event, self) => {
    if (event.type === 'steps' && event.steps.first === 1) {
      told.push(self.pause('six'), self.pause('other'), self.goOn('other'))
    }
    if (event.type === 'paused') told.push(self.goOn('six'))
  })
  expect(await trainer.pause('six')).toBe(false)
  const outcome = await trainer.train(await trainRequest('six'))
  expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
  expect(await Promise.all(told)).toEqual([true, false, false, true])
  expect(events.filter(({ type }) => type === 'paused' || type === 'went-on')).toHaveLength(2)
})

it('says what computes', async () => {
  const { trainer } = trainerOf()
  const environment = await trainer.environment()
  expect(environment).toEqual(await trainer.environment())
  expect(environment.unroll).toMatch(/^\d+\.\d+\.\d+/)
  expect(environment.backend === 'cpu').toBe(environment.warning !== null)
})

it('predicts, evaluates and exports by folder', async () => {
  const { trainer } = trainerOf()
  const request = await trainRequest('five')
  await writeFile(join(request.folder, 'experiment.json'), JSON.stringify(request.experiment))
  await trainer.train(request)
  expect(await trainer.predict(request.folder, ['a fine film'], { beams: 1 })).toMatchObject({
    ok: true,
  })
  const evaluated = await trainer.evaluate(request.folder, request.experiment.data)
  expect(evaluated).toMatchObject({ ok: true, value: { evaluation: { rows: 120 } } })
  const exported = await trainer.exportModel(request.folder, {
    ...{ requestId: 'export', format: 'tfjs', out: join(folder, 'out') },
  })
  expect(exported).toMatchObject({ ok: true, value: { format: 'tfjs' } })
})
