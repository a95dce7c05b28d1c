// The Electron rules of docs/architecture.md, each asserted against the running app.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopApi } from '#shared/protocol/desktop-api'
import { checkout, describeLab, openLab, type LabApp } from './lab-app'

type Desk = { desktop: DesktopApi }

describeLab('the running app', () => {
  let lab: LabApp
  let server: Server
  let address: string
  let requests = 0

  beforeAll(async () => {
    server = createServer((_request, response) => {
      requests += 1
      response.end('reached')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // it listens on a port
    lab = await openLab()
  })
  afterAll(async () => {
    await lab?.close()
    server?.close()
  })

  describe('isolates its page', () => {
    it('asks for context isolation and the sandbox, and gives no Node', async () => {
      const preferences = await lab.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0].webContents as unknown as {
          getLastWebPreferences(): Record<string, unknown> // not in Electron's types
        }
        return contents.getLastWebPreferences()
      })
      expect(preferences).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
      })
    })

    it.each(['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'])(
      'has no %s in the page',
      async (name) => {
        expect(await lab.page.evaluate((key) => typeof Reflect.get(window, key), name)).toBe(
          'undefined',
        )
      },
    )

    it('gives the page one object that it cannot change', async () => {
      const { names, changed } = await lab.page.evaluate(() => {
        const { desktop } = window as unknown as Desk // put there by the preload
        try {
          Object.assign(desktop, { chooseDataFiles: () => null })
        } catch {
          // Strict engines refuse aloud.
        }
        return {
          names: Object.keys(desktop).sort(),
          changed: String(desktop.chooseDataFiles).includes('null'),
        }
      })
      expect(changed).toBe(false)
      expect(names).toEqual(
        [
          'chooseDataFiles',
          'chooseDataFolder',
          'chooseExportFolder',
          'chooseImportFile',
          'chooseImportFolder',
          'chooseVocabularyFile',
          'grantDrop',
          'lookAtImport',
          'notify',
          'onCommand',
          'openExperiment',
          'platform',
          'saveExperiment',
          'saveFile',
          'setProgress',
          'showInFolder',
          'versions',
        ].sort(),
      )
    })
  })

  describe('serves its page by app:// under a strict policy', () => {
    it('sends the policy with the page', async () => {
      expect(lab.page.url()).toBe('app://unroll/index.html')
      const policy = await lab.app.evaluate(async ({ net }) => {
        const response = await net.fetch('app://unroll/index.html')
        return response.headers.get('content-security-policy') ?? ''
      })
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/unsafe-eval|unsafe-inline|https?:/)
    })

    // In a timer: what the driver itself evaluates may evaluate more, and the page may not.
    it.each<[string, string]>([
      ['eval', "eval('1 + 1')"],
      ['new Function', "new Function('return 2')()"],
    ])('refuses %s', async (_name, code) => {
      const outcome = await lab.page.evaluate(
        (text) =>
          new Promise<string>((done) => {
            const run: () => unknown = text.startsWith('eval')
              ? () => (0, eval)('1 + 1')
              : () => new Function('return 2')() as unknown
            setTimeout(() => {
              try {
                done(String(run()))
              } catch (error) {
                done((error as Error).name)
              }
            })
          }),
        code,
      )
      expect(outcome).toMatch(/EvalError|TypeError/)
    })

    it('runs no inline script and no inline handler', async () => {
      const ran = await lab.page.evaluate(async () => {
        const script = document.createElement('script')
        const attempts = [
          () => (script.textContent = 'window.inlineRan = true'),
          () => document.body.append(script),
          () =>
            document.body.insertAdjacentHTML(
              'beforeend',
              '<img src="x" onerror="inlineRan = true">',
            ),
        ]
        for (const attempt of attempts) {
          try {
            attempt()
          } catch {
            // Trusted types refuse it before the policy does.
          }
        }
        await new Promise((done) => setTimeout(done, 200))
        return Reflect.has(window, 'inlineRan')
      })
      expect(ran).toBe(false)
    })

    it.each([
      'app://unroll/..%2f..%2fpackage.json',
      'app://unroll/..%2fmain%2findex.js',
      'app://other/index.html',
    ])('does not serve %s', async (url) => {
      const status = await lab.app.evaluate(
        async ({ net }, target) => (await net.fetch(target).catch(() => null))?.status ?? 'refused',
        url,
      )
      expect([404, 'refused']).toContain(status)
    })
  })

  describe('goes nowhere else', () => {
    const targets = (): string[] => [
      address,
      'file:///etc/hosts',
      'data:text/html,gone',
      'app://unroll/other.html',
      'javascript:document.title="gone"',
    ]

    it('does not navigate', async () => {
      for (const target of targets()) {
        await lab.page.evaluate((url) => {
          setTimeout(() => (location.href = url))
        }, target)
        await lab.page.waitForTimeout(150)
        expect(await lab.page.evaluate(() => location.href)).toBe('app://unroll/index.html')
        expect(await lab.page.title()).not.toBe('gone')
      }
    })

    it('opens no window, by script or by link', async () => {
      for (const target of [...targets(), 'about:blank']) {
        const opened = await lab.page.evaluate((url) => {
          const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' })
          link.click()
          return window.open(url) !== null
        }, target)
        expect(opened).toBe(false)
      }
      expect(lab.app.windows()).toHaveLength(1)
    })

    it('embeds nothing', async () => {
      const loaded = await lab.page.evaluate(async (url) => {
        const frame = Object.assign(document.createElement('iframe'), { src: url })
        const view = Object.assign(document.createElement('webview'), { src: url })
        document.body.append(frame, view)
        await new Promise((done) => setTimeout(done, 300))
        const shown = frame.contentDocument?.body?.textContent ?? ''
        frame.remove()
        view.remove()
        return shown
      }, address)
      expect(loaded).not.toContain('reached')
    })

    it('reaches neither the network nor the disk', async () => {
      const outcomes = await lab.page.evaluate(async (url) => {
        const ways: (() => Promise<unknown>)[] = [
          () => fetch(url),
          () => fetch('file:///etc/hosts'),
          () => fetch('app://unroll/index.html'),
          () => import(/* @vite-ignore */ `${url}module.js`),
          () =>
            new Promise((done, fail) => {
              const image = new Image()
              image.onload = done
              image.onerror = fail
              image.src = url
            }),
          () =>
            new Promise((done, fail) => {
              const socket = new WebSocket(url.replace('http', 'ws'))
              socket.onopen = done
              socket.onerror = fail
            }),
        ]
        const settled = await Promise.allSettled(ways.map(async (way) => way()))
        navigator.sendBeacon(url, 'out')
        return settled.map(({ status }) => status)
      }, address)
      expect(new Set(outcomes)).toEqual(new Set(['rejected']))
      await lab.page.waitForTimeout(200)
      expect(requests).toBe(0)
    })

    it('holds the network back below the page as well', async () => {
      const outcome = await lab.app.evaluate(async ({ session }, url) => {
        const response = await session.defaultSession.fetch(url).catch(() => null)
        return response ? 'reached' : 'refused'
      }, address)
      expect(outcome).toBe('refused')
      expect(requests).toBe(0)
    })
  })

  describe('grants no permission', () => {
    it.each(['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'])(
      '%s',
      async (name) => {
        const state = await lab.page.evaluate(async (permission) => {
          const status = await navigator.permissions.query({ name: permission as PermissionName }) // not all are in the types
          return status.state
        }, name)
        expect(state).toBe('denied')
      },
    )

    it('nor camera or microphone when asked for straight away', async () => {
      const outcome = await lab.page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then(
          () => 'granted',
          (error: Error) => error.name,
        ),
      )
      expect(outcome).toMatch(/NotAllowedError|NotFoundError/)
    })
  })

  describe('checks who speaks to it', () => {
    it.each(['app://unroll/index.html', 'about:blank'])(
      'refuses another window with the same preload at %s',
      async (url) => {
        const answer = await lab.app.evaluate(
          async ({ BrowserWindow }, { target, preload }) => {
            const webPreferences = { preload, sandbox: true, contextIsolation: true }
            const foreign = new BrowserWindow({ show: false, webPreferences })
            const ask = "desktop.showInFolder('/').then(String, (error) => error.message)"
            try {
              await foreign.loadURL(target)
              return String(await foreign.webContents.executeJavaScript(ask))
            } finally {
              foreign.destroy()
            }
          },
          { target: url, preload: join(checkout, 'out/preload/index.cjs') },
        )
        expect(answer).toMatch(/not sent by the lab's page/)
      },
    )

    it('refuses wrong arguments', async () => {
      const answers = await lab.page.evaluate(async () => {
        const { desktop } = window as unknown as {
          desktop: Record<string, (...args: unknown[]) => Promise<unknown>>
        } // called wrongly on purpose
        const calls = [desktop.showInFolder(7), desktop.saveExperiment('only a name')]
        const settled = await Promise.allSettled(calls)
        return settled.map((outcome) =>
          outcome.status === 'rejected' ? String(outcome.reason) : '',
        )
      })
      for (const answer of answers) expect(answer).toMatch(/wrong arguments/)
    })

    it('shows no folder that nobody chose, and takes no file that is none', async () => {
      const answers = await lab.page.evaluate(async () => {
        const { desktop } = window as unknown as Desk // put there by the preload
        return [
          await desktop.showInFolder('/etc'),
          await desktop.grantDrop(new File(['x'], '/etc/hosts')),
        ]
      })
      expect(answers).toEqual([false, null])
    })
  })
})
