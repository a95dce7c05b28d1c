// When a dead engine is started again.
import { describe, expect, it } from 'vitest'
import { RestartPolicy } from '../../src/main/restart-policy'

describe('the restart policy', () => {
  it.each<[string, number[], (number | null)[]]>([
    ['waits longer each time, then gives up', [0, 1, 2, 3, 4], [0, 500, 1000, 2000, null]],
    ['forgets deaths of over a minute ago', [0, 61_000, 122_000], [0, 0, 0]],
    ['counts within any minute', [0, 30_000, 59_000, 61_000], [0, 500, 1000, 1000]],
  ])('%s', (_name, deaths, waits) => {
    const policy = new RestartPolicy()
    expect(deaths.map((time) => policy.afterDeath(time))).toEqual(waits)
  })
})
