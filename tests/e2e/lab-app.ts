// Opens the built lab in real Electron, each time with a home folder of its own, and looks at it from both sides.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, errors, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, describe } from 'vitest'

export const checkout = resolve(import.meta.dirname, '../..')
const screenshots = join(checkout, 'test-results', 'screenshots')
/** The Electron to run, empty when there is none. */
export const electronPath = process.env.UNROLL_ELECTRON_PATH ?? ''

/** Root cannot use Chromium's own sandbox; that the page asks for it is asserted from its settings. */
export const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

if (!electronPath) {
  console.warn('UNROLL_ELECTRON_PATH names no Electron, so the end-to-end tests are skipped.')
}

/** A suite that needs real Electron; `npm test` finds one and a display. */
export function describeLab(name: string, body: () => void): void {
  describe.skipIf(!electronPath)(name, body)
}

export interface LabApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly home: string
  /** The window host's process. */
  readonly child: ChildProcess
  /** What the window host and the engine wrote to stderr so far. */
  readonly log: () => string
  /** Ends the lab, answering "Pause and quit" if it asks; the home folder stays. */
  close(): Promise<void>
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A fresh folder that goes when the tests of the file have ended. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `unroll-e2e-${name}-`))
  folders.push(folder)
  return folder
}

/** On tfjs's own layers the sample trains for some seconds, long enough to be watched and stopped. */
export const slowly = { UNROLL_KERNELS: 'stock' }

/** Starts the lab and waits for its page. Without a home it is a first start. */
export async function openLab(
  home = temporaryFolder('home'),
  settings: Record<string, string> = {},
): Promise<LabApp> {
  const app = await launch(home, settings)
  let log = ''
  const child = app.process()
  child.stderr?.on('data', (chunk) => (log += String(chunk)))
  const page = await app.firstWindow({ timeout: 60_000 })
  page.setDefaultTimeout(30_000)
  await page.waitForLoadState('load')
  return { app, page, home, child, log: () => log, close: () => closeLab(app, child) }
}

/**
 * On a busy machine Electron sometimes hangs while the driver's debugger attaches (2 of 14 starts at load 8; none of
 * 137 without a debugger), before any of the lab's own work, so a start that hangs is made again.
 */
async function launch(
  home: string,
  settings: Record<string, string>,
  tries = 3,
): Promise<ElectronApplication> {
  try {
    return await _electron.launch({
      executablePath: electronPath,
      args: [...asRoot, '--disable-gpu', checkout],
      env: {
        ...(process.env as Record<string, string>), // Node's own are strings
        UNROLL_HOME: home,
        UNROLL_TEST_HOOKS: '1',
        ...settings,
      },
      colorScheme: null,
      timeout: 25_000,
    })
  } catch (error) {
    if (tries === 1 || !(error instanceof errors.TimeoutError)) throw error
    console.warn('Electron did not answer its debugger; it is started again.')
    return launch(home, settings, tries - 1)
  }
}

async function closeLab(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  await answerQuestions(app, 0)
  await app.evaluate(({ app: host }) => void setTimeout(() => host.quit())).catch(() => {})
  const timer = setTimeout(() => child.kill('SIGKILL'), 45_000)
  await ended
  clearTimeout(timer)
}

/** From now on every native question is answered by the button of that number; `askedQuestions` tells which came. */
export async function answerQuestions(app: ElectronApplication, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const host = globalThis as { askedQuestions?: string[] } // kept in the window host's own global scope
    const asked = (host.askedQuestions ??= [])
    dialog.showMessageBox = (async (...args: unknown[]) => {
      const options = args.at(-1) as { message: string } // with or without a window before it
      asked.push(options.message)
      return { response, checkboxChecked: false }
    }) as typeof dialog.showMessageBox // the overloads, folded into one
  }, button)
}

/** The native questions that were asked since `answerQuestions`. */
export function askedQuestions(app: ElectronApplication): Promise<string[]> {
  return app.evaluate(
    () => (globalThis as { askedQuestions?: string[] }).askedQuestions ?? [], // set by answerQuestions
  )
}

/** The next native dialogs for opening answer with this path; null cancels. */
export async function choosePath(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = (async () => ({
      canceled: chosen === null,
      filePaths: chosen === null ? [] : [chosen],
    })) as typeof dialog.showOpenDialog // the overloads, folded into one
  }, path)
}

/** The engine's process id; waits for it, since it may just be starting again. */
export async function enginePid(app: ElectronApplication): Promise<number> {
  const started = performance.now()
  while (performance.now() - started < 20_000) {
    const pid = await app.evaluate(
      ({ app: host }) => host.getAppMetrics().find(({ name }) => name === 'Unroll engine')?.pid,
    )
    if (pid) return pid
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('There is no engine process.')
}

const sizes = [
  [1280, 800],
  [900, 600],
] as const

/** Writes the window's state to test-results/screenshots in two sizes, light and dark. */
export async function takeScreenshots({ app, page }: LabApp, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, height] of sizes) {
      await show(app, width, height, theme)
      await page.waitForFunction((wanted) => window.innerWidth === wanted, width)
      await page.waitForTimeout(150) // charts follow a new size on the next frames
      await page.screenshot({ path: join(screenshots, `${name}-${width}x${height}-${theme}.png`) })
    }
  }
  await show(app, ...sizes[0], 'light')
}

async function show(
  app: ElectronApplication,
  width: number,
  height: number,
  theme: 'light' | 'dark',
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow, nativeTheme }, state) => {
      nativeTheme.themeSource = state.theme
      BrowserWindow.getAllWindows()[0].setContentSize(state.width, state.height)
    },
    { width, height, theme },
  )
}
