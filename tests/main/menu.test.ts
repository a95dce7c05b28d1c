// The native menu: every command can be reached, no shortcut twice, nothing for developers in a packaged app.
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { desktopCommands } from '#shared/protocol/desktop-api'
import { menuTemplate, showActivity, showClosingChoice } from '../../src/main/menu'

interface Item {
  enabled: boolean
  checked: boolean
}
const { shown } = vi.hoisted(() => ({ shown: new Map<string, Item>() }))
vi.mock('electron', () => ({
  Menu: { getApplicationMenu: () => ({ getMenuItemById: (id: string) => shown.get(id) ?? null }) },
}))

const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

const click = (item: MenuItemConstructorOptions): void =>
  (item.click as (() => void) | undefined)?.() // no item looks at its arguments

describe.each([true, false])('the menu (macOS: %s)', (mac) => {
  const send = vi.fn()
  const changeClosingChoice = vi.fn()
  const template = (developer: boolean) =>
    flat(menuTemplate(send, { developer, mac, closingChoice: 'background', changeClosingChoice }))
  const items = template(false)

  it('sends every command', () => {
    items.forEach(click)
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
    const roles = (developer: boolean): unknown[] => template(developer).map((item) => item.role)
    for (const role of ['reload', 'forceReload', 'toggleDevTools']) {
      expect(roles(false)).not.toContain(role)
    }
    expect(roles(true)).toContain('toggleDevTools')
  })

  it('shows what closing while training does, and changes it', () => {
    const radios = items.filter(({ type }) => type === 'radio')
    expect(radios.map(({ label, checked }) => [label, checked])).toEqual([
      ['Ask', false],
      ['Keep training in the background', true],
      ['Pause and quit', false],
    ])
    changeClosingChoice.mockClear()
    radios.forEach(click)
    expect(changeClosingChoice.mock.calls.flat()).toEqual(['ask', 'background', 'quit'])
  })

  it('follows the run and the choice', () => {
    shown.clear()
    for (const { id, enabled = true, checked = false } of items)
      if (id) shown.set(id, { enabled, checked })
    const enabled = () => ['pause', 'go-on', 'stop'].filter((id) => shown.get(id)?.enabled)
    expect(enabled()).toEqual([])
    showActivity({ run: { name: 'LSTM', isPaused: false }, waiting: 0, study: null })
    expect(enabled()).toEqual(['pause', 'stop'])
    showActivity({ run: { name: 'LSTM', isPaused: true }, waiting: 0, study: null })
    expect(enabled()).toEqual(['go-on', 'stop'])
    showActivity({ run: null, waiting: 1, study: null })
    expect(enabled()).toEqual([])
    showClosingChoice('ask')
    expect(shown.get('closing-ask')?.checked).toBe(true)
  })
})
