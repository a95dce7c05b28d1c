// The tray: what its menu offers in each state, and that its icon is there.
import { describe, expect, it, vi } from 'vitest'
import { trayMenu, type TrayState } from '../../src/main/tray'
import { drawBitmap } from '../../src/main/tray-image'

vi.mock('electron', () => ({}))

const run = { name: 'LSTM', isPaused: false }
const line = 'Epoch 3 of 10 · LSTM'

describe('the menu', () => {
  const actions = { show: vi.fn(), send: vi.fn(), quit: vi.fn() }
  const labels = (state: TrayState) => trayMenu(state, actions).map((item) => item.label ?? '-')

  it.each<[TrayState['activity'], string[]]>([
    [
      { run, waiting: 0, study: null },
      [line, '-', 'Show Unroll', 'Pause', 'Stop', '-', 'Pause and quit'],
    ],
    [
      { run: { ...run, isPaused: true }, waiting: 3, study: null },
      [line, '3 runs wait', '-', 'Show Unroll', 'Go on', 'Stop', '-', 'Quit'],
    ],
    [{ run: null, waiting: 0, study: null }, [line, '-', 'Show Unroll', '-', 'Quit']],
    [
      { run: null, waiting: 0, study: 'The race "Cells"' },
      [line, 'The race "Cells"', '-', 'Show Unroll', '-', 'Stop and quit'],
    ],
  ])('offers what can be done, case %#', (activity, expected) => {
    expect(labels({ activity, line })).toEqual(expected)
  })

  it('does what it says', () => {
    const both = [run, { ...run, isPaused: true }]
    for (const state of both) {
      for (const { click } of trayMenu(
        { activity: { run: state, waiting: 0, study: null }, line },
        actions,
      )) {
        ;(click as (() => void) | undefined)?.() // no item looks at its arguments
      }
    }
    expect(actions.send.mock.calls.flat()).toEqual(['pause', 'stop', 'go-on', 'stop'])
    expect(actions.show).toHaveBeenCalledTimes(2)
    expect(actions.quit).toHaveBeenCalledTimes(2)
  })
})

describe('the icon', () => {
  it('is the same picture at twice the size, drawn in the grey on nothing', () => {
    const [small, large] = [drawBitmap(1, 0x8c), drawBitmap(2, 0x8c)]
    expect(small).toHaveLength(16 * 16 * 4)
    const pixel = (bitmap: Buffer, width: number, x: number, y: number) =>
      bitmap.readUInt32BE((y * width + x) * 4)
    const colours = new Set<number>()
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const colour = pixel(large, 32, x, y)
        colours.add(colour)
        expect(colour).toBe(pixel(small, 16, x >> 1, y >> 1))
      }
    }
    expect([...colours].sort()).toEqual([0, 0x8c8c8cff])
  })
})
