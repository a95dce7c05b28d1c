// A browser without a network: shows files from disk, and keeps what else a page asks for.
import { app, BrowserWindow, session } from 'electron'

globalThis.requests = []

void app.whenReady().then(() => {
  session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    globalThis.requests.push(url)
    answer({ cancel: !url.startsWith('file:') && !url.startsWith('devtools:') })
  })
  return new BrowserWindow({ width: 1280, height: 800 }).loadURL('about:blank')
})
