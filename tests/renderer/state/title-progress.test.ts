import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TitleProgress } from '../../../src/renderer/src/state/title-progress'

describe('the title and the task bar', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('follow a run at most four times a second, and its beginning and end at once', () => {
    const told: (number | null)[] = []
    const title = new TitleProgress((_, share) => told.push(share))
    title.show('Lab', null)
    title.show('Training', 0)
    expect(told).toEqual([null, 0])
    for (let step = 1; step <= 100; step++) {
      title.show('Training', step / 100)
      vi.advanceTimersByTime(10)
    }
    expect(told.length).toBeLessThanOrEqual(2 + 5)
    expect(told.length).toBeGreaterThanOrEqual(2 + 3)
    vi.advanceTimersByTime(250)
    expect(told.at(-1)).toBe(1)
    const before = told.length
    title.show('Lab', null)
    expect(told.slice(before)).toEqual([null])
  })

  it('are not told the same twice', () => {
    const told: string[] = []
    const title = new TitleProgress((words) => told.push(words))
    for (let time = 0; time < 3; time++) {
      title.show('Lab', null)
      vi.advanceTimersByTime(1000)
    }
    expect(told).toEqual(['Lab'])
  })
})
