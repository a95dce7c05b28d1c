// What runs on one chart are called: by name, and with the time they began where another has the same name.
import { runTime } from '../features/runs/run-words'
import type { ChartRun } from './metric'

/** The titles of runs, in their order. */
export function runTitles(runs: readonly Pick<ChartRun, 'record'>[], now: Date): readonly string[] {
  return runs.map(({ record: { name, createdAt } }) => {
    const sameName = runs.filter(({ record }) => record.name === name).length
    const time = sameName > 1 ? withSeconds(runTime(createdAt, now), createdAt) : ''
    return time === '' ? name : `${name}, ${time}`
  })
}

// Small runs follow each other within a minute.
function withSeconds(time: string, createdAt: string): string {
  const seconds = String(new Date(createdAt).getSeconds()).padStart(2, '0')
  return time.includes(':') ? `${time}:${seconds}` : time
}
