// What no page may do, whatever it loads: leave app://, open windows, embed others, ask for permissions, reach the network.
import { app, session, type Session, type WebContents, type WebPreferences } from 'electron'
import { pageOrigin } from './app-protocol'

/** The settings of the one window. Spelling is off because its dictionaries are fetched from the network. */
export function securePreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    webSecurity: true,
    spellcheck: false,
    navigateOnDragDrop: false,
  }
}

/** Applies to every page that this app ever creates. */
export function confineAllContents(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Denies all permissions, downloads and every request that is not for the page's own files. */
export function confineSession(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  target.setPermissionCheckHandler(() => false)
  target.setDevicePermissionHandler(() => false)
  target.on('will-download', (event) => event.preventDefault())
  target.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isAllowedRequest(details.url) }),
  )
}

/** The page's own files, and the developer tools of an unpackaged app. */
export function isAllowedRequest(url: string): boolean {
  if (url.startsWith(`${pageOrigin}/`) || url.startsWith('data:image/')) return true
  return !app.isPackaged && (url.startsWith('devtools://') || url.startsWith('chrome://'))
}
