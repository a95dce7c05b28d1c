// @vitest-environment ./tests/renderer/page-environment.ts
// What is handed to the desktop when a chart is exported, and what a person is told.
import { expect, it, vi } from 'vitest'
import { metrics } from '../../../../src/renderer/src/charts/metric'
import { axes } from '../../../../src/renderer/src/charts/x-axis'
import { exportValues, fileTitle } from '../../../../src/renderer/src/features/compare/export-chart'
import { Notices } from '../../../../src/renderer/src/state/notices.svelte'
import { makeRun } from '../../charts/chart-runs'

const options = {
  metric: metrics.loss,
  runs: [makeRun('LSTM', 0, 5, 1)],
  axis: axes.step,
  range: { min: 0, max: 5 },
  smoothing: 0,
  isLog: false,
  hidden: new Set<never>(),
}

it('offers the values under a name, and says where they went', async () => {
  const saveFile = vi.fn(async () => ({ path: '/home/loss.csv' }))
  const notices = new Notices()
  await exportValues({ desktop: { saveFile }, notices }, options)
  expect(saveFile).toHaveBeenCalledWith(
    'Loss of LSTM.csv',
    expect.stringMatching(/^run,line,step,epoch,seconds,loss,smoothed\r\n(LSTM,.*\r\n){6}$/),
  )
  expect(notices.entries.map(({ message }) => message)).toEqual(['Saved as /home/loss.csv.'])
})

it('says nothing when cancelled', async () => {
  const notices = new Notices()
  await exportValues({ desktop: { saveFile: async () => null }, notices }, options)
  expect(notices.entries).toEqual([])
})

it.each([
  [1, 'a/b: "c"', 'Loss of a b c'],
  [1, 'dots...', 'Loss of dots'],
  [3, 'a', 'Loss of 3 runs'],
])('%d run(s) named %s make the file %s', (count, name, title) => {
  const runs = Array.from({ length: count }, (_, index) => makeRun(name, index, 1, 0))
  expect(fileTitle({ metric: metrics.loss, runs })).toBe(title)
})
