// Many wishes, few drawings: over a clock of the test's own.
import { describe, expect, it } from 'vitest'
import { RedrawSchedule, type FrameClock } from '../../../src/renderer/src/charts/redraw-schedule'

/** A clock that runs what is due, frames every 16 ms. */
function testClock(): FrameClock & { runUntil(time: number): void } {
  let time = 0
  let due: { at: number; run: () => void }[] = []
  const schedule = (at: number, run: () => void): (() => void) => {
    const entry = { at, run }
    due.push(entry)
    return () => (due = due.filter((other) => other !== entry))
  }
  return {
    now: () => time,
    after: (milliseconds, run) => schedule(time + milliseconds, run),
    nextFrame: (run) => schedule((Math.floor(time / 16) + 1) * 16, run),
    runUntil(end) {
      for (;;) {
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        due = due.filter((entry) => entry !== next)
        time = Math.max(time, next.at)
        next.run()
      }
      time = end
    },
  }
}

describe('RedrawSchedule', () => {
  it('draws once for many wishes, in a frame', () => {
    const clock = testClock()
    const drawn: number[] = []
    const schedule = new RedrawSchedule(() => drawn.push(clock.now()), 50, clock)
    for (let wish = 0; wish < 10; wish++) schedule.request()
    expect(drawn).toEqual([])
    clock.runUntil(100)
    expect(drawn).toEqual([16])
  })

  it('draws at most 20 times a second however often it is asked', () => {
    const clock = testClock()
    let drawings = 0
    const schedule = new RedrawSchedule(() => drawings++, 50, clock)
    for (let time = 0; time <= 1000; time += 5) {
      clock.runUntil(time)
      schedule.request()
    }
    expect(drawings).toBeGreaterThan(10)
    expect(drawings).toBeLessThanOrEqual(20)
  })

  it('draws again for what came during a drawing', () => {
    const clock = testClock()
    let drawings = 0
    const schedule = new RedrawSchedule(
      () => (drawings++ === 0 ? schedule.request() : 0),
      50,
      clock,
    )
    schedule.request()
    clock.runUntil(500)
    expect(drawings).toBe(2)
  })

  it('draws nothing once it is cancelled, and again when asked again', () => {
    const clock = testClock()
    let drawings = 0
    const schedule = new RedrawSchedule(() => drawings++, 50, clock)
    schedule.request()
    schedule.cancel()
    clock.runUntil(200)
    expect(drawings).toBe(0)
    schedule.request()
    clock.runUntil(400)
    expect(drawings).toBe(1)
  })

  it('rests ten times as long as a drawing took', () => {
    const clock = testClock()
    let spent = 0
    const drawn: number[] = []
    const slow = (): void => {
      drawn.push(clock.now())
      spent += 30
    }
    const schedule = new RedrawSchedule(slow, 50, { ...clock, now: () => clock.now() + spent })
    schedule.request()
    clock.runUntil(100)
    schedule.request()
    clock.runUntil(250)
    expect(drawn).toEqual([16])
    clock.runUntil(400)
    expect(drawn).toHaveLength(2)
  })
})
