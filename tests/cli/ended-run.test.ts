// The exit status and the last word for each way in which a run ends.
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { Evaluation, RunRecord } from '#shared/domain/run'
import { exitCodeOf } from '../../src/cli/commands/train'
import { Output } from '../../src/cli/output'

const evaluation = {} as Evaluation // only whether there is one counts

it.each<[string, Partial<RunRecord>, Evaluation | null, number, string]>([
  ['done', { state: 'done', epochs: 2 }, evaluation, 0, ''],
  ['stopped', { state: 'stopped', epochs: 0 }, evaluation, 130, 'Stopped. The run is kept in r.\n'],
  [
    'stopped while the data were read',
    { state: 'stopped', epochs: 0 },
    null,
    130,
    'Stopped before anything was learned. What there is of the run is in r.\n',
  ],
  ['failed', { state: 'failed', message: 'It broke.' }, null, 1, 'It broke.\n'],
  ['interrupted', { state: 'interrupted' }, null, 1, 'The run in r did not finish.\n'],
])('%s', (_what, part, measured, code, said) => {
  const stderr = new PassThrough()
  const output = new Output(new PassThrough(), stderr)
  const record = { epochs: 0, message: null, ...part } as RunRecord // what is told depends on these alone
  expect(exitCodeOf({ output }, { record, folder: 'r', evaluation: measured })).toBe(code)
  expect(String(stderr.read() ?? '')).toBe(said)
})
