// Steps come out whole, in order and at most 20 batches a second, whatever the rate they come in at.
import { describe, expect, it } from 'vitest'
import { batchGapMs, StepBuffer, type Clock } from '../../src/engine/step-buffer'
import type { StepColumns } from '#shared/domain/run'

/** A clock that a test moves. */
class TestClock implements Clock {
  #now = 0
  #timers: { at: number; callback: () => void }[] = []

  now = (): number => this.#now

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback }
    this.#timers.push(timer)
    return () => void (this.#timers = this.#timers.filter((one) => one !== timer))
  }

  advance(ms: number): void {
    this.#now += ms
    const due = this.#timers.filter((timer) => timer.at <= this.#now)
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now)
    for (const timer of due) timer.callback()
  }
}

function openBuffer() {
  const clock = new TestClock()
  const batches: StepColumns[] = []
  const buffer = new StepBuffer((steps) => batches.push(steps), clock)
  const add = (step: number): void =>
    buffer.add({ step, loss: step / 2, accuracy: 0.5, gradientNorm: 1, milliseconds: 4 })
  return { clock, batches, buffer, add }
}

const stepsOf = (batches: readonly StepColumns[]): number[] =>
  batches.flatMap(({ first, loss }) => Array.from(loss, (_, index) => first + index))

describe('StepBuffer', () => {
  it('hands out the first step at once', () => {
    const { batches, add } = openBuffer()
    add(1)
    expect(batches).toEqual([
      {
        first: 1,
        loss: Float32Array.of(0.5),
        accuracy: Float32Array.of(0.5),
        gradientNorm: Float32Array.of(1),
        milliseconds: Float32Array.of(4),
      },
    ])
  })

  it.each([1, 5, 40, 1000])('keeps to 20 batches a second at a step every 1/%i s', (rate) => {
    const { clock, batches, buffer, add } = openBuffer()
    for (let step = 1; step <= rate; step++) {
      add(step)
      clock.advance(1000 / rate)
    }
    buffer.flush()
    expect(stepsOf(batches)).toEqual(Array.from({ length: rate }, (_, index) => index + 1))
    expect(batches.length).toBeLessThanOrEqual(1000 / batchGapMs + 2)
  })

  it('hands out a lone late step when the gap is over', () => {
    const { clock, batches, add } = openBuffer()
    add(1)
    add(2)
    expect(batches).toHaveLength(1)
    clock.advance(batchGapMs)
    expect(stepsOf(batches)).toEqual([1, 2])
  })

  it('flushes what waits, and does not hand it out again', () => {
    const { clock, batches, buffer, add } = openBuffer()
    add(1)
    add(2)
    buffer.flush()
    buffer.flush()
    clock.advance(batchGapMs)
    expect(stepsOf(batches)).toEqual([1, 2])
  })

  it('begins a new batch when the numbers do not follow on', () => {
    const { batches, buffer, add } = openBuffer()
    for (const step of [1, 2, 3, 7, 8]) add(step)
    buffer.flush()
    expect(batches.map(({ first, loss }) => [first, loss.length])).toEqual([
      [1, 1],
      [2, 2],
      [7, 2],
    ])
  })

  it('never holds more than its columns have room for', () => {
    const { batches, buffer, add } = openBuffer()
    for (let step = 1; step <= 5000; step++) add(step)
    buffer.flush()
    expect(stepsOf(batches)).toHaveLength(5000)
    expect(stepsOf(batches).at(-1)).toBe(5000)
  })
})
