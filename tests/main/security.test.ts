// Which requests leave the page, and the settings of its window.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isAllowedRequest, securePreferences } from '../../src/main/security'

const { app } = vi.hoisted(() => ({ app: { isPackaged: true } }))
vi.mock('electron', () => ({ app, protocol: {}, session: {} }))
afterEach(() => (app.isPackaged = true))

describe('requests', () => {
  it.each<[string, boolean]>([
    ['app://unroll/index.html', true],
    ['data:image/png;base64,AA==', true],
    ['app://unroll.example/index.html', false],
    ['app://elsewhere/index.html', false],
    ['https://example.org/', false],
    ['http://localhost:5173/', false],
    ['ws://localhost/', false],
    ['file:///etc/passwd', false],
    ['data:text/html,hello', false],
    ['blob:app://unroll/1', false],
    ['devtools://devtools/bundled/inspector.html', false],
  ])('%s: %s', (url, allowed) => expect(isAllowedRequest(url)).toBe(allowed))

  it('of the developer tools pass in a checkout', () => {
    app.isPackaged = false
    expect(isAllowedRequest('devtools://devtools/bundled/inspector.html')).toBe(true)
    expect(isAllowedRequest('https://example.org/')).toBe(false)
  })
})

describe('the window', () => {
  it('is isolated and sandboxed, without Node', () => {
    expect(securePreferences('/preload.cjs')).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    })
  })
})
