// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import type { DataPreview, DatasetReport } from '#shared/domain/dataset'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LabClient } from '../../../src/renderer/src/lab'
import { DataState } from '../../../src/renderer/src/state/data.svelte'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'

type Report = Awaited<ReturnType<LabClient['report']>>

const experiment = (epochs = 8, length = 32) => {
  const one = firstExperiment('/data/a.csv')
  one.training.epochs = epochs
  one.text.sequenceLength = length
  return one
}
const found = success({
  report: { classes: [{ label: 'a', count: 1 }] } as unknown as DatasetReport, // all that is read here
  baselines: [],
  findings: [],
})

/** A client whose reports are answered by hand, in any order. */
function slowClient() {
  const asked: { id: string; answer: (result: Report) => void }[] = []
  const stopped: string[] = []
  const client: Partial<LabClient> = {
    preview: async () => success({} as unknown as DataPreview), // not looked into here
    report: ({ requestId }) =>
      new Promise((resolve) => asked.push({ id: requestId, answer: resolve })),
    stop: async (id): Promise<Result<null>> => {
      stopped.push(id)
      return success(null)
    },
  }
  return { state: new DataState(client as LabClient), asked, stopped } // reports and stops are all that is called
}

describe('a failure', () => {
  it('says nothing of the next file, and what was asked of the last one is stopped', async () => {
    const { state, asked, stopped } = slowClient()
    await state.readPreview({ path: '/data/a.csv', encoding: 'auto', split: null })
    const first = state.readReport(experiment())
    asked[0].answer(failure('data-unusable', 'a.csv has one class.'))
    await first
    expect(state.failureOn('/data/a.csv')?.message).toBe('a.csv has one class.')
    void state.readReport(experiment(8, 64))
    await state.readPreview({ path: '/data/b.csv', encoding: 'auto', split: null })
    expect(state.failureOn('/data/b.csv')).toBeNull()
    expect(stopped).toEqual([asked[1].id])
  })
})

describe('the report', () => {
  it('is read once for the same options, whatever the training is', async () => {
    const { state, asked } = slowClient()
    void state.readReport(experiment(8))
    void state.readReport(experiment(9))
    expect(asked).toHaveLength(1)
  })

  it('of newer options stops the older one, whose answer is dropped', async () => {
    const { state, asked, stopped } = slowClient()
    const first = state.readReport(experiment(8, 32))
    const second = state.readReport(experiment(8, 64))
    expect(stopped).toEqual([asked[0].id])
    asked[1].answer(found)
    await second
    asked[0].answer(failure('data-unusable', 'late'))
    await first
    expect(state.reportFailure).toBeNull()
    const { task, data } = experiment()
    expect(state.classesOf({ task, data })).toBe(1)
    expect(state.classesOf({ task, data: { ...data, path: '/data/b.csv' } })).toBeNull()
    expect(state.classesOf({ task: 'tagging', data })).toBeNull()
  })

  it('can be stopped and asked for again', async () => {
    const { state, asked, stopped } = slowClient()
    void state.readReport(experiment())
    state.stop()
    expect([state.isStopped, stopped.length]).toEqual([true, 1])
    void state.readReport(experiment())
    expect(asked).toHaveLength(1)
    state.retry()
    void state.readReport(experiment())
    expect([asked.length, state.isStopped]).toEqual([2, false])
  })

  it('keeps the sentence of a failure', async () => {
    const { state, asked } = slowClient()
    const reading = state.readReport(experiment())
    asked[0].answer(failure('data-unusable', 'a.csv has one class only.'))
    await reading
    expect(state.reportFailure?.message).toBe('a.csv has one class only.')
  })
})
