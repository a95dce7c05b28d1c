// A lab over a scripted engine, for tests of the state: what it answers, and what was asked of it.
import type { QueueState } from '#shared/domain/queue'
import type { RunDetail, RunListItem, RunRecord, StepColumns } from '#shared/domain/run'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import type { DesktopApi } from '#shared/protocol/desktop-api'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success } from '#shared/protocol/result'
import type { LabClient } from '../../../src/renderer/src/lab'
import { LabState } from '../../../src/renderer/src/state/app.svelte'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'

const environment = {
  unroll: '0.1.0',
  node: '20.20.0',
  platform: 'linux x64',
  backend: 'tensorflow',
  tensorflow: '2.9.1',
  tfjs: '4.22.0',
  threads: 2,
  warning: null,
} as const
export const samplePath = '/lab/sample-reviews.csv'

export function record(id: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 'unroll-run/2',
    id,
    name: `Run ${id}`,
    state: 'done',
    task: 'classification',
    createdAt: '2026-11-20T10:00:00Z',
    finishedAt: null,
    epochs: 1,
    plannedEpochs: 8,
    seconds: 4,
    seed: 7,
    bestValAccuracy: 0.9,
    lastValAccuracy: 0.9,
    headline: null,
    kept: null,
    position: null,
    resumed: 0,
    group: null,
    settings: {},
    parameters: 72_353,
    environment,
    message: null,
    ...more,
  }
}

export const listItem = (id: string, more: Partial<RunListItem> = {}): RunListItem => ({
  ...record(id),
  folder: `/runs/${id}`,
  hasModel: true,
  canResume: false,
  bytes: 1_000_000,
  curve: [0.9],
  notes: '',
  tags: [],
  starred: false,
  ...more,
})

const noSteps: StepColumns = {
  first: 1,
  loss: new Float32Array(),
  accuracy: new Float32Array(),
  gradientNorm: new Float32Array(),
  milliseconds: new Float32Array(),
  learningRate: new Float32Array(),
  seconds: new Float32Array(),
}

export function detail(
  id: string,
  experiment: Experiment,
  more: Partial<RunDetail> = {},
): RunDetail {
  const summary = summarizeModel(experiment)
  return {
    record: record(id),
    folder: `/runs/${id}`,
    experiment,
    summary,
    report: null,
    baselines: [],
    epochs: [],
    steps: noSteps,
    evaluation: null,
    testEvaluation: null,
    samples: [],
    hasModel: true,
    notes: { name: null, notes: '', tags: [], starred: false },
    checkpoints: [],
    log: [],
    canResume: false,
    bytes: 1_000_000,
    ...more,
  }
}

export interface World {
  readonly lab: LabState
  readonly calls: string[]
  readonly notified: string[]
}

/** A lab over an engine with the given runs; `overrides` answers some calls otherwise, `dialogs` what the window host is asked for. */
export async function openLab(
  ids: string[] = [],
  overrides: Partial<LabClient> = {},
  dialogs: Partial<DesktopApi> = {},
): Promise<World> {
  const calls: string[] = []
  const notified: string[] = []
  const told = (name: string) => async (id: string) => {
    calls.push(`${name} ${id}`)
    return success(null)
  }
  const experiment = { ...firstExperiment(samplePath), name: 'As it was run' }
  const client: Partial<LabClient> = {
    describe: async () =>
      success({ version: '0.1.0', home: '/runs', samplePath, environment, memoryBytes: 8e9 }),
    loadDraft: async () => success(null),
    runs: async () => success({ runs: ids.map((id) => listItem(id)), damaged: [] }),
    run: async (id) => success(detail(id, experiment)),
    train: async () => success({ runId: 'new', folder: '/runs/new' }),
    stop: told('stop'),
    pause: told('pause'),
    goOn: told('goOn'),
    discard: told('discard'),
    resume: async (id, { settings }) => {
      calls.push(`resume ${id} ${JSON.stringify(settings)}`)
      return success({ runId: id, folder: `/runs/${id}` })
    },
    queue: async () => success(queueOf()),
    deleteRuns: async (deleted) => {
      calls.push(`delete ${deleted.join(' ')}`)
      return success(null)
    },
    updateRun: async (id, change) => {
      calls.push(`update ${id} ${JSON.stringify(change)}`)
      return success({ name: null, notes: '', tags: [], starred: false, ...change })
    },
    ...overrides,
  }
  const desktop: Partial<DesktopApi> = {
    notify: (title) => notified.push(title),
    lookAtImport: async () => null,
    platform: 'linux',
    ...dialogs,
  }
  const lab = new LabState(client as LabClient, desktop as DesktopApi) // what these tests touch
  await lab.onReady(null)
  return { lab, calls, notified }
}

/** A queue of experiments by these names. */
export function queueOf(names: readonly string[] = [], isHeld = false): QueueState {
  const entries = names.map((name) => ({
    type: 'experiment' as const,
    id: name,
    name,
    addedAt: '2026-11-20T10:00:00Z',
    experiment: {},
    group: null,
    settings: {},
  }))
  return { entries, isHeld }
}

type Started = Extract<LabEvent, { type: 'run-started' }>

/** The engine says that the draft trains now, in a run of this id. */
export function start(lab: LabState, id: string, more: Partial<Started> = {}): void {
  const experiment = lab.draft.snapshot()
  lab.onEvent({
    type: 'run-started',
    isResumed: false,
    record: record(id, {
      state: 'running',
      epochs: 0,
      bestValAccuracy: null,
      name: experiment.name,
    }),
    folder: `/runs/${id}`,
    experiment,
    ...more,
  })
}

/** The engine says that a run has ended. */
export function end(lab: LabState, ended: RunRecord): void {
  lab.onEvent({ type: 'run-ended', record: ended, folder: `/runs/${ended.id}`, evaluation: null })
}

/** Five steps from this one on. */
export function steps(first: number): StepColumns {
  const column = new Float32Array(5).fill(0.5)
  return {
    first,
    loss: column,
    accuracy: column,
    gradientNorm: column,
    milliseconds: column,
    learningRate: column,
    seconds: column,
  }
}
