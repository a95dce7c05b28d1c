// The event files as TensorBoard's own reader sees them; needs a Python that has tensorboard, named by UNROLL_TEST_PYTHON.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MetricsExports } from '../../../../../src/engine/runs/exports/metrics-exports'
import { success } from '#shared/protocol/result'
import { temporaryFolder } from '../../../sample'
import { epochOf, stepsOf } from '../metrics'

const python = process.env.UNROLL_TEST_PYTHON ?? 'python3'
const hasTensorBoard = spawnSync(python, ['-c', 'import tensorboard']).status === 0

const script = `
import json, sys
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
multiplexer = EventMultiplexer().AddRunsFromDirectory(sys.argv[1]).Reload()
read = {}
for run in multiplexer.Runs():
    accumulator = multiplexer.GetAccumulator(run)
    tags = accumulator.Tags()
    read[run] = {tag: [[event.step, event.value] for event in accumulator.Scalars(tag)] for tag in tags["scalars"]}
    for tag in tags["tensors"]:
        read[run][tag] = [[e.step, (list(e.tensor_proto.float_val) or [None])[0]] for e in accumulator.Tensors(tag)]
print(json.dumps(read))
`

describe.skipIf(!hasTensorBoard)('TensorBoard (skipped without a Python that has it)', () => {
  it('reads every scalar of the training and the validation', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    const exports = new MetricsExports(folder)
    exports.begin({ epochs: [epochOf(1)], steps: stepsOf(1, 3) })
    exports.appendSteps(stepsOf(4, 1))
    exports.appendEpoch(epochOf(2))
    exports.appendSteps(stepsOf(5, 996))
    await exports.close(() => Promise.resolve(success({ epochs: [], steps: stepsOf(1, 0) })))

    const read: unknown = JSON.parse(
      execFileSync(python, ['-c', script, join(folder, 'tensorboard')], { encoding: 'utf8' }),
    )
    const { loss, accuracy, gradientNorm, learningRate } = stepsOf(1, 1000)
    const points = (column: Float32Array) =>
      Array.from(column, (value, index) => [index + 1, value])
    expect(read).toEqual({
      training: {
        loss: points(loss),
        accuracy: points(accuracy),
        gradient_norm: points(gradientNorm),
        learning_rate: points(learningRate),
        steps_per_second: points(new Float32Array(1000).fill(20)),
        epoch_loss: [
          [2, 0.5],
          [4, 0.25],
        ],
        epoch_accuracy: [
          [2, 0.25],
          [4, 0.5],
        ],
      },
      validation: {
        epoch_loss: [
          [2, 0.75],
          [4, 0.375],
        ],
        epoch_accuracy: [
          [2, 0.125],
          [4, 0.25],
        ],
      },
    })
  })
})
