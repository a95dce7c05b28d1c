// Speaks to the engine from inside the page as a page taken over by somebody else could: raw messages on its port.
import type { LabApp } from './lab-app'

interface Tapped {
  tapped?: MessagePort
}

/** Reloads the page with an ear on the port that it is given. */
export async function tapPort({ app, page }: LabApp): Promise<void> {
  await page.addInitScript(() => {
    window.addEventListener('message', (event) => {
      const lab = window as Tapped // where callLab finds it
      if (event.ports[0]) lab.tapped = event.ports[0]
    })
  })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.reload())
  await page.waitForFunction(() => (window as Tapped).tapped !== undefined) // set above
}

/** Makes one call in Comlink's wire format; gives what came back, or `silence` after some seconds. */
export function callLab({ page }: LabApp, path: string[], args: unknown[]): Promise<unknown> {
  return page.evaluate(
    (call) =>
      new Promise((done) => {
        const port = (window as Tapped).tapped // set by tapPort
        const id = `crafted-${Math.random()}`
        port?.addEventListener(
          'message',
          ({ data }: MessageEvent<{ id?: string; value: unknown }>) => {
            if (data.id === id) done(data.value)
          },
        )
        port?.start()
        const argumentList = call.args.map((value) => ({ type: 'RAW', value }))
        port?.postMessage({ id, type: 'APPLY', path: call.path, argumentList })
        setTimeout(() => done('silence'), 5000)
      }),
    { path, args },
  )
}
