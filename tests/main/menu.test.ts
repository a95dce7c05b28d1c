// The native menu: every command can be reached, no shortcut twice, nothing for developers in a packaged app.
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { desktopCommands } from '#shared/protocol/desktop-api'
import { menuTemplate } from '../../src/main/menu'

vi.mock('electron', () => ({ Menu: {} }))

const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

describe.each([true, false])('the menu (macOS: %s)', (mac) => {
  const send = vi.fn()
  const items = flat(menuTemplate(send, { developer: false, mac }))

  it('sends every command', () => {
    for (const item of items) (item.click as (() => void) | undefined)?.() // no item looks at its arguments
    const sent = new Set<unknown>(send.mock.calls.map(([command]) => command as unknown)) // a mock's calls are untyped
    expect([...sent].sort()).toEqual([...desktopCommands].sort())
  })

  it('gives no shortcut twice', () => {
    const accelerators = items.flatMap((item) =>
      item.accelerator ? [String(item.accelerator)] : [],
    )
    expect(new Set(accelerators).size).toBe(accelerators.length)
  })

  it('keeps reloading and the developer tools to developers', () => {
    const roles = (developer: boolean): unknown[] =>
      flat(menuTemplate(send, { developer, mac })).map((item) => item.role)
    for (const role of ['reload', 'forceReload', 'toggleDevTools']) {
      expect(roles(false)).not.toContain(role)
    }
    expect(roles(true)).toContain('toggleDevTools')
  })
})
