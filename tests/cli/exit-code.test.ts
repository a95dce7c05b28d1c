// The exit status and the last words for each way in which a run ends.
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { Evaluation } from '#shared/domain/evaluation'
import type { RunRecord } from '#shared/domain/run'
import { exitCodeOf } from '../../src/cli/exit-code'
import { Output } from '../../src/cli/output'

const evaluation = {} as Evaluation // only whether there is one counts
const position = { step: 41, epoch: 3, stepInEpoch: 9, stepsPerEpoch: 16 }
const atEnd = { step: 160, epoch: 11, stepInEpoch: 0, stepsPerEpoch: 16 }

interface Case {
  readonly what: string
  readonly record: Partial<RunRecord>
  readonly folder?: string
  readonly measured?: Evaluation
  readonly code: number
  readonly said: string
}

const cases: readonly Case[] = [
  { what: 'done', record: { state: 'done', epochs: 2 }, measured: evaluation, code: 0, said: '' },
  {
    what: 'stopped with a checkpoint',
    record: { state: 'stopped', position },
    measured: evaluation,
    code: 130,
    said: 'Stopped at epoch 3, batch 9 of 16. The run is kept in /home/runs/r.\nTo go on: unroll train --resume r\n',
  },
  {
    what: 'stopped between two epochs, outside the store',
    record: { state: 'stopped', position: { ...position, stepInEpoch: 0 } },
    folder: '/my runs/r',
    measured: evaluation,
    code: 130,
    said: 'Stopped at the end of epoch 2. The run is kept in /my runs/r.\nTo go on: unroll train --resume "/my runs/r"\n',
  },
  {
    what: 'stopped after the last step',
    record: { state: 'stopped', position: atEnd },
    measured: evaluation,
    code: 130,
    said: 'Stopped at the end of epoch 10. The run is kept in /home/runs/r.\n',
  },
  {
    what: 'stopped without a checkpoint',
    record: { state: 'stopped', epochs: 0 },
    measured: evaluation,
    code: 130,
    said: 'Stopped. The run is kept in /home/runs/r.\n',
  },
  {
    what: 'stopped while the data were read',
    record: { state: 'stopped', epochs: 0 },
    code: 130,
    said: 'Stopped before anything was learned. What there is of the run is in /home/runs/r.\n',
  },
  {
    what: 'failed',
    record: { state: 'failed', message: 'It broke.', position },
    code: 1,
    said: 'It broke.\n',
  },
  {
    what: 'interrupted',
    record: { state: 'interrupted' },
    code: 1,
    said: 'The run in /home/runs/r did not finish.\n',
  },
  {
    what: 'interrupted with a checkpoint',
    record: { state: 'interrupted', message: 'The thread died.', position },
    code: 1,
    said: 'The thread died.\nTo go on: unroll train --resume r\n',
  },
]

it.each(cases)('$what', ({ record: part, folder = '/home/runs/r', measured, code, said }) => {
  const stderr = new PassThrough()
  const output = new Output(new PassThrough(), stderr)
  const whole = { id: 'r', epochs: 0, plannedEpochs: 10, position: null, message: null, ...part }
  const record = whole as RunRecord // what is told depends on these alone
  const run = { record, folder, evaluation: measured ?? null }
  expect(exitCodeOf({ output, home: '/home' }, run)).toBe(code)
  expect(String(stderr.read() ?? '')).toBe(said)
})
