// Steps come out whole, in order and at most 20 batches a second, and leave no tensor behind.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import {
  batchGapMs,
  StepGatherer,
  type GatheredSteps,
} from '../../../src/worker/training/step-gatherer'

let tensors = 0
beforeAll(async () => {
  await startBackend()
})
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})

/** A gatherer with a clock that the test moves, and the batches that came out. */
function openGatherer() {
  let now = 0
  const batches: GatheredSteps[] = []
  const gatherer = new StepGatherer(batchGapMs, () => now)
  const take = () => {
    const gathered = gatherer.take()
    if (gathered) batches.push(gathered)
  }
  const add = (step: number, loss = step / 2): void => {
    const numbers = {
      weight: 16,
      gradientNorm: 1,
      milliseconds: 4,
      learningRate: 0.5,
      seconds: step,
    }
    const isTime = gatherer.add({
      step,
      loss: tf.scalar(loss),
      accuracy: tf.scalar(0.25),
      ...numbers,
    })
    if (isTime) take()
  }
  return { batches, gatherer, add, take, advance: (ms: number) => (now += ms) }
}

const stepsOf = (batches: readonly GatheredSteps[]): number[] =>
  batches.flatMap(({ columns: { first, loss } }) => Array.from(loss, (_, index) => first + index))

describe('StepGatherer', () => {
  it('hands out the first step at once, with all its columns', () => {
    const { batches, add } = openGatherer()
    add(1)
    expect(batches).toEqual([
      {
        columns: {
          first: 1,
          loss: Float32Array.of(0.5),
          accuracy: Float32Array.of(0.25),
          gradientNorm: Float32Array.of(1),
          milliseconds: Float32Array.of(4),
          learningRate: Float32Array.of(0.5),
          seconds: Float32Array.of(1),
        },
        weights: [16],
        failedStep: null,
      },
    ])
  })

  it.each([1, 5, 40, 1000])('keeps to 20 batches a second at a step every 1/%i s', (rate) => {
    const { batches, add, take, advance } = openGatherer()
    for (let step = 1; step <= rate; step++) {
      add(step)
      advance(1000 / rate)
    }
    take()
    expect(stepsOf(batches)).toEqual(Array.from({ length: rate }, (_, index) => index + 1))
    expect(batches.length).toBeLessThanOrEqual(1000 / batchGapMs + 2)
  })

  it('hands out what waits once, and nothing when nothing waits', () => {
    const { batches, gatherer, add, take } = openGatherer()
    for (const step of [1, 2, 3]) add(step)
    take()
    expect(stepsOf(batches)).toEqual([1, 2, 3])
    expect(gatherer.take()).toBeNull()
  })

  it('never holds more than a thousand steps', () => {
    const { batches, gatherer, add } = openGatherer()
    for (let step = 1; step <= 2100; step++) add(step)
    expect(batches.map(({ weights }) => weights.length)).toEqual([1, 1024, 1024])
    gatherer.dispose()
  })

  it.each([NaN, Infinity])('ends before the first loss of %f and names its step', (loss) => {
    const { batches, add, take } = openGatherer()
    add(1)
    for (const step of [2, 3]) add(step)
    add(4, loss)
    add(5)
    take()
    expect(stepsOf(batches)).toEqual([1, 2, 3])
    expect(batches[1]).toMatchObject({ weights: [16, 16], failedStep: 4 })
  })

  it('frees what was not taken', () => {
    const { gatherer, add } = openGatherer()
    for (const step of [1, 2, 3]) add(step)
    gatherer.dispose()
    expect(gatherer.take()).toBeNull()
  })
})
