// The recorder's settings in one line, which stands while its form is closed.
import { expect, it } from 'vitest'
import type { RecorderOptions } from '#shared/experiment/training'
import { recorderLine } from '../../../../src/renderer/src/features/train/recorder-words'

const cases: [RecorderOptions | null, string][] = [
  [null, 'Off'],
  [
    { probes: [], every: 'auto', snapshots: true },
    'Probes chosen for you, as often as 2 % of the time allows',
  ],
  [{ probes: ['a'], every: 1, snapshots: true }, '1 probe, at every step'],
  [{ probes: ['a', 'b'], every: 1200, snapshots: false }, '2 probes, every 1,200 steps'],
]
it.each(cases)('%j', (recorder, line) => {
  expect(recorderLine(recorder)).toBe(line)
})
