// Pointers and keys on a heat map.
// @vitest-environment ./tests/renderer/page-environment.ts
import { flushSync } from 'svelte'
import { describe, expect, it } from 'vitest'
import { Gestures, wheelFactor } from '../../../../src/renderer/src/charts/heat-map/gestures'
import { HeatView } from '../../../../src/renderer/src/charts/heat-map/heat-view.svelte'

function listening() {
  const log: string[] = []
  const round = ({ x, y }: { x: number; y: number }): string => `${x},${y}`
  const gestures = new Gestures({
    drag: (from, to) => log.push(`drag ${round(from)} ${round(to)}`),
    pinch: (factor, middle) => log.push(`pinch ${factor} ${round(middle)}`),
    click: (at) => log.push(`click ${round(at)}`),
  })
  return { log, gestures }
}

describe('one pointer', () => {
  it('clicks when it hardly moves', () => {
    const { log, gestures } = listening()
    gestures.down(1, { x: 10, y: 10 })
    gestures.move(1, { x: 12, y: 11 })
    gestures.up(1, { x: 12, y: 11 })
    expect(log).toEqual(['click 12,11'])
  })

  it('drags all the way from where it was pressed', () => {
    const { log, gestures } = listening()
    gestures.down(1, { x: 10, y: 10 })
    gestures.move(1, { x: 12, y: 10 })
    gestures.move(1, { x: 30, y: 10 })
    gestures.move(1, { x: 31, y: 10 })
    gestures.up(1, { x: 31, y: 10 })
    expect(log).toEqual(['drag 10,10 30,10', 'drag 30,10 31,10'])
  })

  it('does nothing while it is not pressed', () => {
    const { log, gestures } = listening()
    gestures.move(1, { x: 50, y: 50 })
    gestures.up(1, { x: 50, y: 50 })
    expect(log).toEqual([])
  })
})

describe('two pointers', () => {
  it('pinch by how much further they are apart', () => {
    const { log, gestures } = listening()
    gestures.down(1, { x: 0, y: 0 })
    gestures.down(2, { x: 100, y: 0 })
    gestures.move(2, { x: 200, y: 0 })
    gestures.up(2, { x: 200, y: 0 })
    gestures.up(1, { x: 0, y: 0 })
    expect(log).toEqual(['drag 50,0 100,0', 'pinch 2 100,0'])
  })
})

describe('the wheel', () => {
  it('zooms in upwards and out downwards, by the same', () => {
    const turn = (deltaY: number, more = {}) =>
      wheelFactor({ deltaY, deltaMode: 0, ctrlKey: false, ...more })
    expect(turn(-100)).toBeLessThan(1)
    expect(turn(-100) * turn(100)).toBeCloseTo(1, 9)
    expect(turn(10, { ctrlKey: true })).toBeGreaterThan(turn(10))
    expect(turn(3, { deltaMode: 1 })).toBeCloseTo(turn(48), 9)
    expect(turn(1e9)).toBe(2)
  })
})

describe('keys', () => {
  const size = { rows: 20, columns: 30 }

  function pressed(view: HeatView, ...keys: string[]) {
    for (const key of keys) expect(view.press(key.replace('^', ''), key.startsWith('^'))).toBe(true)
    flushSync()
    return view.cursor
  }

  it('begin at the first cell that shows', () => {
    expect(pressed(new HeatView(() => size), 'ArrowRight')).toEqual({ row: 0, column: 0 })
  })

  it.each([
    [['ArrowRight', 'ArrowRight', 'ArrowDown'], { row: 1, column: 1 }],
    [['End', 'End'], { row: 0, column: 29 }],
    [['Home', '^End'], { row: 19, column: 29 }],
    [['Home', '^End', '^Home'], { row: 0, column: 0 }],
    [['Home', 'PageDown'], { row: 19, column: 0 }],
    [['Home', 'ArrowLeft', 'ArrowUp'], { row: 0, column: 0 }],
  ])('%j', (keys, cell) => {
    expect(pressed(new HeatView(() => size), ...keys)).toEqual(cell)
  })

  it('zoom at the cursor and show all again', () => {
    const view = new HeatView(() => size)
    pressed(view, 'Home', '^End', '+', '+')
    expect(view.isWhole).toBe(false)
    expect(view.viewport.column + view.viewport.columns).toBeCloseTo(30, 6)
    pressed(view, '0')
    expect(view.isWhole).toBe(true)
  })

  it('keep the cursor in sight', () => {
    const view = new HeatView(() => size)
    pressed(view, 'Home', '+', '+', '+', 'End')
    const { column, columns } = view.viewport
    expect(column).toBeLessThanOrEqual(29)
    expect(column + columns).toBeGreaterThanOrEqual(30)
  })

  it('leave what means nothing here to others', () => {
    const view = new HeatView(() => size)
    expect(view.press('Escape', false)).toBe(false)
    expect(view.press('a', false)).toBe(false)
    pressed(view, 'ArrowDown')
    expect(view.press('Escape', false)).toBe(true)
    expect(view.cursor).toBeNull()
  })
})
