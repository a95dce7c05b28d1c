// Where a window comes back to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readBounds, writeBounds } from '../../src/main/window-bounds'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-bounds-'))
  file = join(folder, 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const bounds = { x: 100, y: 80, width: 1280, height: 800, maximized: false }

describe('window bounds', () => {
  it('come back as they were', () => {
    writeBounds(file, bounds)
    expect(readBounds(file, [screen])).toEqual(bounds)
  })

  it.each<[string, Partial<typeof bounds>]>([
    ['left of every screen', { x: -1250 }],
    ['on a second screen that is gone', { x: 2000 }],
    ['above the screen, where no title bar can be reached', { y: -300 }],
    ['below the screen', { y: 1075 }],
    ['smaller than the window may be', { width: 300 }],
  ])('are dropped: %s', (_name, change) => {
    writeBounds(file, { ...bounds, ...change })
    expect(readBounds(file, [screen])).toBeNull()
  })

  it.each(['', 'not json', '[]', '{"x":"1"}'])('are dropped when the file says %j', (text) => {
    writeFileSync(file, text)
    expect(readBounds(file, [screen])).toBeNull()
  })

  it('are dropped when there is no file', () => expect(readBounds(file, [screen])).toBeNull())

  it('that cannot be written are a line in the log, no error', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    writeBounds(join(folder, 'missing', 'window.json'), bounds)
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })
})
