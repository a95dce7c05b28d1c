// Holds an exported model against the outputs that the lab's own model gave for the test vectors.
import { parityLimit, type Parity } from '#shared/domain/export'
import { success, type Result } from '#shared/protocol/result'
import type { LoadControl } from '../../text/control'
import { pacer, stopped } from '../../text/control'
import type { ExportedModel } from '../exporter'
import type { ModelVector } from './vectors'

/** Computes every vector and finds the largest difference. Fails with `stopped`. */
export async function measureParity(
  model: ExportedModel,
  vectors: readonly ModelVector[],
  control: LoadControl,
): Promise<Result<Parity>> {
  const pause = pacer(control)
  let [largestDifference, numbers] = [0, 0]
  for (const [done, { inputs, steps, outputs }] of vectors.entries()) {
    const progress = { phase: 'checking', done, total: vectors.length, unit: 'texts' } as const
    if (await pause(() => progress)) return stopped()
    const computed = await model.compute(inputs, steps)
    for (const [row, expected] of outputs.entries()) {
      largestDifference = Math.max(largestDifference, differenceOf(computed[row] ?? [], expected))
      numbers += expected.length
    }
  }
  const { program } = model
  return success({
    ...{ program, vectors: vectors.length, numbers, largestDifference },
    limit: parityLimit,
  })
}

/** The largest difference of two rows; infinite where one lacks numbers or has none that is a number. */
export function differenceOf(computed: ArrayLike<number>, expected: readonly number[]): number {
  if (computed.length !== expected.length) return Infinity
  return expected.reduce((largest, value, index) => {
    const difference = Math.abs(computed[index] - value) / Math.max(1, Math.abs(value))
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
  }, 0)
}
