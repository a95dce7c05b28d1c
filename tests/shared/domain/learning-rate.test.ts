// Each schedule against Keras 3.15's numbers (whose step counts from 0) or by hand, warm-up and borders included.
import { describe, expect, it } from 'vitest'
import { LearningRate, scheduleStateSchema } from '#shared/domain/learning-rate'
import { scheduleSchema } from '#shared/experiment/training'
import { epochWith } from './epoch-metrics'

const plan = { stepsPerEpoch: 4, totalSteps: 12 }

function expectRates(given: object, expected: readonly number[], steps = plan) {
  const rate = new LearningRate(scheduleSchema.parse(given), 0.1, steps)
  const found = expected.map((_, index) => rate.at(index + 1))
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 7)
}

const exponential = [
  0.1, 0.0840896443, 0.0707106814, 0.0594603531, 0.05, 0.0420448221, 0.0353553407, 0.0297301766,
  0.025, 0.0210224111,
]
const cosine = [
  0.1, 0.0965745822, 0.0868198127, 0.0722207576, 0.055, 0.0377792418, 0.0231801961, 0.0134254172,
  0.01, 0.01, 0.01, 0.01,
]
const warmup = [0, 0.025, 0.05, 0.075]

describe('the rate of each step', () => {
  it.each<[object, number[]]>([
    [{ type: 'constant' }, [0.1, 0.1, 0.1]],
    [{ type: 'constant', warmupSteps: 4 }, [...warmup, 0.1, 0.1]],
    [{ type: 'constant', warmupSteps: 1 }, [0, 0.1]],
    [{ type: 'exponential', decayRate: 0.5, decaySteps: 4 }, exponential],
    // Null: an epoch, which has as many.
    [{ type: 'exponential', decayRate: 0.5 }, exponential],
    [
      { type: 'exponential', decayRate: 0.5, decaySteps: 4, staircase: true },
      [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025],
    ],
    [
      { type: 'exponential', decayRate: 0.5, decaySteps: 4, warmupSteps: 4 },
      [...warmup, ...exponential],
    ],
    [{ type: 'cosine', decaySteps: 8, alpha: 0.1 }, cosine],
    [{ type: 'cosine', decaySteps: 8, alpha: 0.1, warmupSteps: 4 }, [...warmup, ...cosine]],
    // Null: until the last of the 12 steps, 8 of which follow the warm-up.
    [{ type: 'cosine', alpha: 0.1, warmupSteps: 4 }, [...warmup, ...cosine.slice(0, 8)]],
    [{ type: 'step', epochs: 1, factor: 0.5 }, [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025]],
    [{ type: 'step', epochs: 2, factor: 0.1 }, [...Array<number>(8).fill(0.1), 0.01, 0.01]],
    // The second epoch's rate of 0.05 is warmed up to as well.
    [
      { type: 'step', epochs: 1, factor: 0.5, warmupSteps: 5 },
      [0, 0.02, 0.04, 0.06, 0.04, 0.05, 0.05, 0.05, 0.025],
    ],
    [{ type: 'reduceOnPlateau', warmupSteps: 4 }, [...warmup, 0.1, 0.1]],
  ])('%j', (given, expected) => {
    expectRates(given, expected)
  })

  it('without a step to spare after the warm-up, a cosine is at its end', () => {
    expectRates({ type: 'cosine', warmupSteps: 12 }, [0, 0.1 / 12], plan)
    const rate = new LearningRate(
      scheduleSchema.parse({ type: 'cosine', warmupSteps: 12 }),
      1,
      plan,
    )
    expect(rate.at(13)).toBe(1)
    expect(rate.at(14)).toBe(0)
  })
})

const losses = [1, 0.9, 0.95, 0.94, 0.93, 0.92, 0.91, 0.905, 0.89, 0.9, 0.9, 0.9, 0.9, 0.9]

/** The rate after each epoch, each heard by an instance that was restored from JSON, and the sentences. */
function ratesAfter(given: object, values: readonly number[]) {
  const options = scheduleSchema.parse({ type: 'reduceOnPlateau', ...given })
  const metric = options.type === 'reduceOnPlateau' ? options.monitor : 'valLoss'
  let rate = new LearningRate(options, 0.1, plan)
  const said: string[] = []
  const rates = values.map((value, index) => {
    const sentence = rate.epochEnded(epochWith(index + 1, metric, value))
    if (sentence) said.push(sentence)
    const saved: unknown = JSON.parse(JSON.stringify(rate.state))
    rate = new LearningRate(options, 0.1, plan, scheduleStateSchema.parse(saved))
    return Number(rate.at(1000).toFixed(8))
  })
  return { rates, said }
}

describe("reduces on a plateau where Keras's callback does", () => {
  it.each<[object, number[]]>([
    [
      { patience: 2 },
      [
        0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625, 0.00625, 0.003125,
        0.003125,
      ],
    ],
    [
      { patience: 2, cooldown: 1 },
      [
        0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625, 0.00625, 0.003125,
        0.003125,
      ],
    ],
    [
      { patience: 2, cooldown: 3 },
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125],
    ],
    [
      { patience: 0 },
      [
        0.1, 0.1, 0.05, 0.025, 0.0125, 0.00625, 0.003125, 0.0015625, 0.0015625, 0.00078125,
        0.00039063, 0.00019531, 0.00009766, 0.00004883,
      ],
    ],
    [
      { patience: 1, cooldown: 2 },
      [
        0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625, 0.00625, 0.003125,
        0.003125, 0.0015625,
      ],
    ],
    [
      { patience: 2, minDelta: 0.06, monitor: 'loss' },
      [
        0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.00625, 0.00625, 0.003125,
        0.003125, 0.0015625,
      ],
    ],
    [{ patience: 1, minLearningRate: 0.03 }, [0.1, 0.1, 0.05, ...Array<number>(11).fill(0.03)]],
  ])('%j', (given, expected) => {
    expect(ratesAfter(given, losses).rates).toEqual(expected)
  })

  it('by an accuracy, which has to rise', () => {
    const accuracies = [0.5, 0.6, 0.6, 0.55, 0.61, 0.61, 0.61]
    const { rates, said } = ratesAfter({ monitor: 'valAccuracy' }, accuracies)
    expect(rates).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025])
    expect(said).toEqual([
      'Epoch 4: validation accuracy has not risen by more than 0.0001 for 2 epochs, so the learning rate goes from 0.1 to 0.05.',
      'Epoch 7: validation accuracy has not risen by more than 0.0001 for 2 epochs, so the learning rate goes from 0.05 to 0.025.',
    ])
  })

  it('says nothing once the rate is at its least', () => {
    expect(ratesAfter({ patience: 1, minLearningRate: 0.03 }, losses).said).toHaveLength(2)
  })
})

it.each(['constant', 'step', 'exponential', 'cosine'])('a %s schedule hears no epochs', (type) => {
  const rate = new LearningRate(scheduleSchema.parse({ type }), 0.1, plan)
  const before = rate.state
  for (let epoch = 1; epoch < 6; epoch++) {
    expect(rate.epochEnded(epochWith(epoch, 'valLoss', 1))).toBeNull()
  }
  expect(rate.state).toEqual(before)
})
