// Pausing: after the batch under way, with everything told and on disk; going on as if nothing had been; stopping meanwhile.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import type { RunControl } from '../../../src/worker/training/run-control'
import { lastStepOf, stepsOf, tinyExperiment } from './synthetic'
import { checkpointsOf, epochsOf, trainTiny } from './train-tiny'

let folder = ''
let tensors = 0
beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-pause-'))
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

type Hear = (event: TrainerEvent, control: RunControl) => void
const experiment = tinyExperiment({ epochs: 2 })
const lossesOf = (events: readonly TrainerEvent[]) => stepsOf(events).map(({ loss }) => loss)

/** Pauses where `when` says so, and hears what follows. */
function pausing(when: (event: TrainerEvent) => boolean, then: Hear): Hear {
  let isPaused = false
  return (event, control) => {
    if (!isPaused && when(event)) {
      isPaused = true
      control.pause()
    }
    then(event, control)
  }
}
const goOn: Hear = (event, control) => {
  if (event.type === 'paused') control.goOn()
}
const isValidating = (event: TrainerEvent) =>
  event.type === 'progress' && event.progress.phase === 'validating'

const moments: [string, (event: TrainerEvent) => boolean, number[]][] = [
  ['within an epoch', (event) => lastStepOf(event) === 3, [3, 1, 3]],
  ['with the last step of an epoch', (event) => lastStepOf(event) === 7, [7, 1, 7]],
  ['while an epoch is measured', isValidating, [7, 1, 7]],
  ['at an epoch end', ({ type }) => type === 'epoch', [7, 2, 0]],
]

describe('a pause', () => {
  it.each(moments)(
    '%s holds at the next border of a batch and goes on',
    async (_name, when, at) => {
      const undisturbed = await trainTiny({ folder, experiment })
      const { events, outcome, weights } = await trainTiny({
        folder,
        experiment,
        onEvent: pausing(when, goOn),
      })
      const told = events.filter(({ type }) => type !== 'progress')
      const paused = told.findIndex(({ type }) => type === 'paused')
      const position = { step: at[0], epoch: at[1], stepInEpoch: at[2], stepsPerEpoch: 7 }
      expect(told[paused]).toMatchObject({ position, reason: null })
      // All steps up to it, and the checkpoint, were told before.
      expect(stepsOf(told.slice(0, paused))).toHaveLength(at[0])
      expect(told[paused - 1]).toMatchObject({ type: 'checkpoint', checkpoint: position })
      expect(told[paused + 1]).toMatchObject({ type: 'went-on' })
      expect(outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 2 } })
      expect(lossesOf(events)).toEqual(lossesOf(undisturbed.events))
      expect(epochsOf(events)).toEqual(epochsOf(undisturbed.events))
      expect(weights).toEqual(undisturbed.weights)
    },
  )

  it.each(moments)('%s can be ended by a stop', async (_name, when, [step]) => {
    const stop: Hear = (event, control) => {
      if (event.type === 'paused') control.stop()
    }
    const { events, outcome } = await trainTiny({
      folder,
      experiment,
      onEvent: pausing(when, stop),
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', steps: step } })
    expect(events.some(({ type }) => type === 'went-on')).toBe(false)
  })

  it.each(moments)('%s leaves a checkpoint that training goes on from', async (_name, when) => {
    const undisturbed = await trainTiny({ folder, experiment })
    const hurry: Hear = (event, control) => {
      if (event.type !== 'paused') return
      control.stop()
      control.stop()
    }
    const { events } = await trainTiny({ folder, experiment, onEvent: pausing(when, hurry) })
    const checkpoint = checkpointsOf(events).at(-1)?.file
    const rest = await trainTiny({ folder, experiment, checkpoint })
    const all = [...events, ...rest.events]
    expect(lossesOf(all)).toEqual(lossesOf(undisturbed.events))
    expect(epochsOf(all)).toEqual(epochsOf(undisturbed.events))
  })

  it('before the first batch holds there', async () => {
    const hear = pausing(() => false, goOn)
    const { events } = await trainTiny({
      folder,
      experiment,
      onEvent: hear,
      prepare: (control) => control.pause(),
    })
    expect(events.find(({ type }) => type === 'paused')).toMatchObject({ position: { step: 0 } })
    const [first] = checkpointsOf(events)
    expect(first).toMatchObject({ step: 0, epoch: 1, file: 'checkpoints/step-0000000.safetensors' })
    const again = await trainTiny({ folder, experiment, checkpoint: first.file })
    expect(lossesOf(again.events)).toEqual(lossesOf(events))
  })

  it('that is taken back before it holds is not told', async () => {
    const { events } = await trainTiny({
      folder,
      experiment,
      onEvent: (event, control) => {
        if (lastStepOf(event) !== 2) return
        control.pause()
        control.goOn()
      },
    })
    expect(events.some(({ type }) => type === 'paused' || type === 'went-on')).toBe(false)
  })

  it('does not count in the seconds', async () => {
    let now = 0
    const wait: Hear = (event, control) => {
      if (event.type === 'steps') now += 1000
      if (event.type !== 'paused') return
      now += 3_600_000
      control.goOn()
    }
    const { outcome, steps } = await trainTiny({
      folder,
      experiment,
      now: () => now,
      onEvent: pausing((event) => lastStepOf(event) === 3, wait),
    })
    expect(outcome).toMatchObject({ ok: true, value: { seconds: 14 } })
    expect(steps.map(({ seconds }) => seconds)).toEqual(Array.from(steps, (_, index) => index))
  })
})
