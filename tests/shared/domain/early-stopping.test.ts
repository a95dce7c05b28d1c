// Early stopping ends at the epochs at which Keras's callback does (Keras 3.15), also when it was saved in between.
import { describe, expect, it } from 'vitest'
import { EarlyStopping, earlyStoppingStateSchema } from '#shared/domain/early-stopping'
import { earlyStoppingSchema, type Monitor } from '#shared/experiment/training'
import { epochWith } from './epoch-metrics'

const losses = [1, 0.9, 0.91, 0.89, 0.88, 0.89, 0.9, 0.87, 0.88, 0.88, 0.88]
const accuracies = [0.5, 0.7, 0.7, 0.69, 0.8, 0.8, 0.8]

/** The epoch that ends training and why; null when none does. */
function ends(given: object, monitor: Monitor, values: readonly number[]) {
  const options = earlyStoppingSchema.parse({ monitor, ...given })
  let stopping = new EarlyStopping(options)
  for (const [index, value] of values.entries()) {
    const why = stopping.epochEnded(epochWith(index + 1, monitor, value))
    if (why) return { epoch: index + 1, why }
    // Each epoch is heard by an instance that was restored from JSON.
    const saved: unknown = JSON.parse(JSON.stringify(stopping.state))
    stopping = new EarlyStopping(options, earlyStoppingStateSchema.parse(saved))
  }
  return null
}

describe('ends where Keras does', () => {
  it.each<[object, Monitor, readonly number[], number | null]>([
    [{ patience: 0 }, 'valLoss', losses, 3],
    [{ patience: 1 }, 'valLoss', losses, 3],
    [{ patience: 2 }, 'valLoss', losses, 7],
    [{ patience: 3 }, 'loss', losses, 11],
    [{ patience: 2, minDelta: 0.02 }, 'valLoss', losses, 4],
    [{ patience: 3, minDelta: 0.02 }, 'loss', losses, 5],
    [{ patience: 9 }, 'valLoss', losses, null],
    [{ patience: 1 }, 'valAccuracy', accuracies, 3],
    [{ patience: 2 }, 'accuracy', accuracies, 4],
    [{ patience: 2, minDelta: 0.2 }, 'valAccuracy', accuracies, 3],
    [{ patience: 3, minDelta: 0.05 }, 'accuracy', accuracies, null],
  ])('%j by %s', (options, monitor, values, epoch) => {
    expect(ends(options, monitor, values)?.epoch ?? null).toBe(epoch)
  })
})

it('says why', () => {
  expect(ends({ patience: 2, minDelta: 0.02 }, 'valLoss', losses)?.why).toBe(
    'Stopped early after epoch 4: validation loss has not fallen by more than 0.02 for 2 epochs.',
  )
  expect(ends({ patience: 0 }, 'valAccuracy', accuracies)?.why).toBe(
    'Stopped early after epoch 3: validation accuracy has not risen for 1 epoch.',
  )
})
