// @vitest-environment ./tests/renderer/page-environment.ts
// Races in the window: put together, followed live, kept, opened and deleted.
import { describe, expect, it } from 'vitest'
import type { Race, RaceRequest } from '#shared/domain/inside/race'
import { raceSummary } from '#shared/domain/inside/race-words'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent } from '#shared/protocol/lab-api'
import { failure, success, type Result } from '#shared/protocol/result'
import { RaceState } from '../../../src/renderer/src/state/race.svelte'
import { planRace, RaceSetup } from '../../../src/renderer/src/state/race-setup.svelte'
import { RaceView } from '../../../src/renderer/src/state/race-view.svelte'
import { epochOf, pointOf, raceOf } from '../../shared/domain/inside/races'

const race = raceOf([{ name: 'SimpleRNN' }, { name: 'LSTM' }])

/** An engine that answers when it is told to. */
class ScriptedEngine {
  readonly requests: RaceRequest[] = []
  readonly stopped: string[] = []
  kept: Race[] = []
  #answer: (result: Result<Race>) => void = () => {}

  readonly client = {
    race: (request: RaceRequest) => {
      this.requests.push(request)
      return new Promise<Result<Race>>((resolve) => (this.#answer = resolve))
    },
    races: () => Promise.resolve(success(this.kept.map(raceSummary))),
    openRace: (id: string) => {
      const found = this.kept.find((one) => one.id === id)
      return Promise.resolve(found ? success(found) : failure('run-unreadable', `no ${id}`))
    },
    deleteRace: (id: string) => {
      this.kept = this.kept.filter((one) => one.id !== id)
      return Promise.resolve(success(null))
    },
    stop: (id: string) => {
      this.stopped.push(id)
      return Promise.resolve(success(null))
    },
  }

  answer(result: Result<Race>): void {
    this.#answer(result)
  }

  get id(): string {
    return this.requests[this.requests.length - 1].requestId
  }
}

function open() {
  const engine = new ScriptedEngine()
  const state = new RaceState(engine.client)
  const tell = (event: LabEvent): void => state.take(event)
  const start = () => state.start({ name: 'Cells', variants: [] })
  return { engine, state, tell, start }
}

describe('the race under way', () => {
  it('is followed by its own events alone, and kept when it has ended', async () => {
    const { engine, state, tell, start } = open()
    const racing = start()
    const { id } = engine
    tell({ type: 'race-started', id: 'another', race: raceSummary(race) })
    expect(state.shown).toBeNull()
    tell({ type: 'race-started', id, race: raceSummary({ ...race, state: 'running' }) })
    const view = state.shown
    expect(view).toBe(state.live)
    tell({ type: 'race-points', id, points: [pointOf(2, [0.7, 0.6], [1, 2])] })
    tell({
      type: 'race-epoch',
      id,
      epoch: epochOf(1, 4, [
        { horizon: 3, valAccuracy: 0.7 },
        { horizon: 9, valAccuracy: 0.8 },
      ]),
    })
    expect(view?.epochs).toHaveLength(1)
    expect(view?.summary.variants.map(({ headline }) => headline?.best)).toEqual([0.7, 0.8])
    tell({
      type: 'progress',
      id,
      progress: { phase: 'training', done: 2, total: 4, unit: 'steps', epoch: 2 },
    })
    expect(state.share).toBe(0.75)
    engine.kept = [race]
    engine.answer(success(race))
    await racing
    expect(state).toMatchObject({ isUnderWay: false, live: null, failure: null })
    expect(state.shown).toBe(view)
    expect(view?.summary.state).toBe('done')
    expect(state.kept.map((one) => one.id)).toEqual(['race-1'])
  })

  it('is one at a time, and can be stopped', async () => {
    const { engine, state, start } = open()
    const racing = start()
    await start()
    expect(engine.requests).toHaveLength(1)
    await state.stop()
    expect(engine.stopped).toEqual([engine.id])
    expect(state.isStopping).toBe(true)
    engine.answer(failure('stopped', 'Reading was stopped.'))
    await racing
    expect(state).toMatchObject({ isUnderWay: false, failure: null, shown: null })
  })

  it('that fails says why', async () => {
    const { engine, state, start } = open()
    const racing = start()
    engine.answer(failure('busy', 'It trains.'))
    await racing
    expect(state.failure?.message).toBe('It trains.')
  })
})

describe('kept races', () => {
  it('are opened and deleted', async () => {
    const { engine, state } = open()
    engine.kept = [race]
    await state.refresh()
    await state.open('race-1')
    expect(state.shown?.summary.id).toBe('race-1')
    await state.open('gone')
    expect(state.failure?.message).toBe('no gone')
    await state.delete('race-1')
    expect(state).toMatchObject({ shown: null, kept: [], failure: null })
  })
})

describe('a view', () => {
  it('gives each step the mean of its point, and a variant that dropped out no more', () => {
    const points = [pointOf(1, [0.9, 0.8], [4, 2]), pointOf(3, [0.5, null], [2, 0])]
    const { series } = RaceView.of({ ...race, points })
    expect([...series[0].loss.subarray(0, series[0].count)]).toEqual(
      [0.9, 0.5, 0.5].map(Math.fround),
    )
    expect([...series[0].seconds.subarray(0, 3)].map((one) => Math.round(one * 1000))).toEqual([
      4, 6, 8,
    ])
    expect(series[1].count).toBe(1)
  })
})

function experiment(layers: readonly object[] = [{ type: 'LSTM', units: 8 }]): Experiment {
  const parsed = parseExperiment({
    ...{ name: 'Base', task: 'classification', data: { path: '/data.csv' } },
    text: { vocabularySize: 10, sequenceLength: 4 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        ...layers,
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

function planned(base: Experiment, setup: RaceSetup) {
  const plan = planRace(base, setup)
  if (!plan.ok) throw new Error(plan.message)
  return plan.value
}

describe('a setup', () => {
  it('is of the three cells at first', () => {
    const variants = planned(experiment(), new RaceSetup())
    expect(variants.map(({ name }) => name)).toEqual(['SimpleRNN', 'LSTM', 'GRU'])
    expect(variants.map(({ experiment: one }) => one.model.layers[1].type)).toEqual([
      'SimpleRNN',
      'LSTM',
      'GRU',
    ])
  })

  it('names variants by what is other in them, and each another way', () => {
    const setup = new RaceSetup()
    setup.epochs = 3
    setup.add()
    setup.add() // a fifth there is not
    Object.assign(setup.variants[0], { cell: 'GRU', units: 16 })
    Object.assign(setup.variants[1], {
      settings: ' model.layers.1.dropout=0.2, model.layers.1.units=5',
    })
    Object.assign(setup.variants[3], { cell: 'GRU' })
    const variants = planned(experiment(), setup)
    expect(variants.map(({ name }) => name)).toEqual([
      'GRU with 16 units',
      'LSTM with dropout=0.2 and units=5',
      'GRU',
      'GRU 2',
    ])
    expect(variants[0].experiment).toMatchObject({
      model: { layers: [{}, { type: 'GRU', units: 16 }, {}] },
      training: { epochs: 3 },
    })
    expect(variants[1].experiment.model.layers[1]).toMatchObject({ units: 5, dropout: 0.2 })
  })

  it('gives all recurrent layers their units', () => {
    const setup = new RaceSetup()
    setup.variants[0].units = 6
    const base = experiment([
      { type: 'Bidirectional', layer: { type: 'GRU', units: 3, returnSequences: true } },
      { type: 'LSTM', units: 3 },
    ])
    expect(planned(base, setup)[0].experiment.model.layers).toMatchObject([
      {},
      { layer: { type: 'SimpleRNN', units: 6 } },
      { type: 'SimpleRNN', units: 6 },
      {},
    ])
  })

  it('keeps two to four variants', () => {
    const setup = new RaceSetup()
    for (const { key } of [...setup.variants]) setup.remove(key)
    expect(setup.variants).toHaveLength(2)
    setup.add()
    expect(new Set(setup.variants.map(({ key }) => key)).size).toBe(3)
  })

  it('says what is wrong with a variant', () => {
    const setup = new RaceSetup()
    setup.variants[1].settings = 'model.layers.1.dropout=7'
    expect(planRace(experiment(), setup)).toMatchObject({
      message: expect.stringMatching(/^The variant "LSTM with dropout=7": /),
    })
    const flat = experiment([{ type: 'GlobalMaxPooling1D' }])
    expect(planRace(flat, new RaceSetup())).toMatchObject({
      message: expect.stringContaining('has no recurrent layer'),
    })
  })
})
