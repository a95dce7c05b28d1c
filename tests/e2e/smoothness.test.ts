// The window stays smooth while some 200 steps a second stream in: long tasks and the time between frames, measured.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, type LabApp } from './lab-app'
import { lastStep, openExperimentFile, tab, trainButton, waitForStatus } from './lab-page'
import { writeExperiment } from './tiny-data'

interface Measured {
  readonly seconds: number
  /** Durations in ms of tasks that held up the page for more than 50 ms. */
  readonly longTasks: number[]
  /** Times between frames in ms, ascending. */
  readonly frames: number[]
}

const measuredSeconds = 8
const share = (sorted: number[], of: number): number => sorted[Math.floor((sorted.length - 1) * of)]

describeLab('a fast run', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
    await openExperimentFile(lab, writeExperiment({ rows: 6000, epochs: 500, batchSize: 4 }))
    await tab(lab.page, 'Train').click()
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Epoch \d+ of /)
  })
  afterAll(() => lab?.close())

  it('does not hold up the page', async () => {
    // The first second draws everything for the first time.
    await expect.poll(() => lastStep(lab.page, 'Loss'), { timeout: 30_000 }).toBeGreaterThan(500)
    // A shared machine can be busy for a while; a page that is slow by itself is so each time.
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { rate, longest, middle, most } = await measureAndTell()
      const isSmooth = longest <= 100 && middle < 25 && most < 60
      if (!isSmooth && attempt < 3) continue
      expect(rate).toBeGreaterThan(100)
      expect(longest).toBeLessThanOrEqual(100)
      expect(middle).toBeLessThan(25)
      expect(most).toBeLessThan(60)
      return
    }
  })

  /** The rate in steps a second, the longest task, and the times between frames that 50 % and 95 % keep within. */
  async function measureAndTell() {
    const before = await lastStep(lab.page, 'Loss')
    const { frames, longTasks, seconds } = await measure()
    const rate = ((await lastStep(lab.page, 'Loss')) - before) / seconds
    const longest = Math.max(0, ...longTasks)
    const [middle, most] = [share(frames, 0.5), share(frames, 0.95)]
    console.log(
      `${rate.toFixed(0)} steps/s, ${(frames.length / seconds).toFixed(0)} frames/s; between frames ` +
        `${middle.toFixed(1)} ms in the middle, ${most.toFixed(1)} ms at 95 %, ${share(frames, 1).toFixed(0)} ms at most; ` +
        `${longTasks.length} long tasks, the longest ${longest} ms`,
    )
    return { rate, longest, middle, most }
  }

  function measure(): Promise<Measured> {
    return lab.page.evaluate(
      (duration) =>
        new Promise<Measured>((done) => {
          const longTasks: number[] = []
          const frames: number[] = []
          const observer = new PerformanceObserver((list) => {
            longTasks.push(...list.getEntries().map((entry) => entry.duration))
          })
          observer.observe({ type: 'longtask' })
          const start = performance.now()
          let last = start
          const frame = (now: number): void => {
            frames.push(now - last)
            last = now
            if (now - start < duration * 1000) requestAnimationFrame(frame)
            else {
              observer.disconnect()
              frames.sort((one, other) => one - other)
              done({ seconds: (now - start) / 1000, longTasks, frames })
            }
          }
          requestAnimationFrame((now) => {
            last = now
            requestAnimationFrame(frame)
          })
        }),
      measuredSeconds,
    )
  }
})
