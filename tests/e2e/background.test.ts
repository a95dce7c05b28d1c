// Closing a lab that trains: it asks, trains on without its window and tells of the end, or pauses and ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { ElectronApplication } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import {
  answerQuestions,
  asRoot,
  askedQuestions,
  checkout,
  describeLab,
  electronPath,
  openLab,
  temporaryFolder,
  type LabApp,
} from './lab-app'
import { chooseMenu, notice, openExperimentFile, trainButton, waitForStatus } from './lab-page'
import { callLab, tapPort } from './lab-port'
import { writeExperiment } from './tiny-data'

const question = 'Keep training in the background?'
const answers = { quit: 0, keep: 1, cancel: 2 }
const training = /^Epoch \d+ of /

/** A desktop whose bus says whether there is a tray; asked by a command that stands before the real one. */
function desktop(hasTray: boolean): Record<string, string> {
  const folder = temporaryFolder('desktop')
  const command = join(folder, 'gdbus')
  writeFileSync(command, `#!/bin/sh\necho '(${hasTray},)'\n`)
  chmodSync(command, 0o755)
  return { PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` }
}

async function openAndTrain(epochs: number, settings = desktop(true)): Promise<LabApp> {
  const lab = await openLab(undefined, settings)
  await catchNotifications(lab.app)
  await waitForStatus(lab.page, /^Ready to train$/)
  await openExperimentFile(lab, writeExperiment({ rows: 2000, epochs, batchSize: 16 }))
  await trainButton(lab.page).click()
  await waitForStatus(lab.page, training)
  return lab
}

const closeWindow = (lab: LabApp): Promise<void> =>
  lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close())

const isVisible = (lab: LabApp): Promise<boolean> =>
  lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].isVisible())

async function close(lab: LabApp, answer: keyof typeof answers): Promise<void> {
  await answerQuestions(lab.app, answers[answer])
  await closeWindow(lab)
}

interface CaughtNotification {
  readonly title: string
  emit(event: string): void
}
/** In the window host's own global scope. */
interface Caught {
  caught?: CaughtNotification[]
  isMinimised?: boolean
}

/** No test machine shows notifications, so those of the lab are kept instead of shown. */
async function catchNotifications(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Notification }) => {
    const kept = ((globalThis as Caught).caught ??= []) // in the window host's own global scope
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: CaughtNotification) {
      kept.push(this)
    }
  })
}

const notifications = (lab: LabApp): Promise<string[]> =>
  lab.app.evaluate(() => ((globalThis as Caught).caught ?? []).map(({ title }) => title)) // set above

/** What the person does with the last notification. */
const answerNotification = (lab: LabApp, event: 'click' | 'close'): Promise<void> =>
  lab.app.evaluate((_electron, name) => {
    const last = (globalThis as Caught).caught?.at(-1) // set by catchNotifications
    setTimeout(() => last?.emit(name)) // once this call has been answered: the app may end
  }, event)

const endOf = (lab: LabApp): Promise<unknown> =>
  new Promise((done) => lab.child.once('exit', (code) => done(code)))

const runFolders = ({ home }: LabApp): string[] =>
  readdirSync(join(home, 'runs')).map((name) => join(home, 'runs', name))

const records = (lab: LabApp): RunRecord[] =>
  runFolders(lab).map(
    (folder) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord, // written by the engine as such
  )

function onlyRun(lab: LabApp): { folder: string; record: RunRecord } {
  const folders = runFolders(lab)
  expect(folders).toHaveLength(1)
  return { folder: folders[0], record: records(lab)[0] }
}

/** How much of the run is on disk. */
const written = (lab: LabApp): number =>
  readFileSync(join(onlyRun(lab).folder, 'metrics.jsonl')).byteLength

async function expectToTrainOn(lab: LabApp): Promise<void> {
  const before = written(lab)
  await expect.poll(() => written(lab)).toBeGreaterThan(before)
  expect(onlyRun(lab).record.state).toBe('running')
}

/** Paused on disk, with the checkpoint that it can go on from. */
function expectPaused(lab: LabApp): void {
  const { folder, record } = onlyRun(lab)
  expect(record).toMatchObject({ state: 'paused', position: { epoch: expect.any(Number) } })
  const index: unknown = JSON.parse(readFileSync(join(folder, 'checkpoints.json'), 'utf8'))
  const { checkpoints } = index as { checkpoints: { file: string; step: number }[] } // written by the engine as such
  expect(checkpoints.at(-1)?.step).toBe(record.position?.step)
  expect(existsSync(join(folder, checkpoints.at(-1)?.file ?? 'none'))).toBe(true)
}

describeLab('a lab that trains without its window', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openAndTrain(2000)
  })
  afterAll(() => lab?.close())

  it('stays as it is when closing is cancelled', async () => {
    await close(lab, 'cancel')
    await expect.poll(() => askedQuestions(lab.app)).toEqual([question])
    expect(await isVisible(lab)).toBe(true)
    await expectToTrainOn(lab)
  })

  it('hides and trains on when it is kept', async () => {
    await close(lab, 'keep')
    await expect.poll(() => isVisible(lab)).toBe(false)
    await expectToTrainOn(lab)
  })

  it('comes back by a second start', async () => {
    const second = spawn(electronPath, [...asRoot, '--disable-gpu', checkout], {
      env: { ...process.env, UNROLL_HOME: lab.home },
      stdio: 'ignore',
    })
    expect(await once(second, 'exit')).toEqual([0, null])
    await expect.poll(() => isVisible(lab)).toBe(true)
    await waitForStatus(lab.page, training)
  })

  it('does not ask again when told so, until the menu says otherwise', async () => {
    await lab.app.evaluate(({ dialog }) => {
      const answer = async () => ({ response: 1, checkboxChecked: true })
      dialog.showMessageBox = answer as typeof dialog.showMessageBox // the overloads, folded into one
    })
    await closeWindow(lab)
    await expect.poll(() => isVisible(lab)).toBe(false)
    const show = () =>
      lab.app.evaluate(({ app }) => void app.emit('second-instance', {}, [], '', undefined))
    await show()
    await expect.poll(() => isVisible(lab)).toBe(true)

    const asked = await askedQuestions(lab.app)
    await close(lab, 'cancel')
    await expect.poll(() => isVisible(lab)).toBe(false)
    await show()
    await lab.app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('closing-ask')?.click()
    })
    await close(lab, 'cancel')
    await expect.poll(() => askedQuestions(lab.app)).toEqual([...asked, question])
    expect(await isVisible(lab)).toBe(true)
  })

  it('keeps the system awake only while it trains', async () => {
    const blockers = () => lab.app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))
    expect(await blockers()).toBe(true)
    await chooseMenu(lab, 'Pause')
    await waitForStatus(lab.page, /^Paused at epoch/)
    expect(await blockers()).toBe(false)
    await chooseMenu(lab, 'Go on')
    await waitForStatus(lab.page, training)
  })

  it('tells of the end, and is there again by a click on that', async () => {
    await close(lab, 'keep')
    await expect.poll(() => isVisible(lab)).toBe(false)
    await chooseMenu(lab, 'Stop')
    await expect.poll(() => notifications(lab)).toEqual(['Tiny was stopped'])
    await answerNotification(lab, 'click')
    await expect.poll(() => isVisible(lab)).toBe(true)
    await waitForStatus(lab.page, /^Stopped after/)
    expect(onlyRun(lab).record.state).toBe('stopped')
  })
})

describeLab('closing a lab that trains', () => {
  let lab: LabApp | undefined
  afterEach(() => lab?.close())

  it('trains to the end in the background, tells of it, and ends', async () => {
    lab = await openAndTrain(40)
    await close(lab, 'keep')
    const opened = lab
    await expect.poll(() => isVisible(opened)).toBe(false)
    expect(onlyRun(lab).record.state).toBe('running')
    await expect
      .poll(() => notifications(opened), { timeout: 90_000 })
      .toEqual(['Tiny has trained'])
    expect(onlyRun(lab).record).toMatchObject({ state: 'done', epochs: 40 })
    const ended = endOf(lab)
    await answerNotification(lab, 'close')
    expect(await ended).toBe(0)
  })

  it('lets the queue go on in the background, and tells of all of it once', async () => {
    const opened = await openAndTrain(30)
    lab = opened
    const next = { rows: 2000, epochs: 3, batchSize: 16, name: 'Next' }
    await openExperimentFile(opened, writeExperiment(next))
    await chooseMenu(opened, 'Train')
    await notice(opened.page, /waits in the queue/).waitFor()
    await close(opened, 'keep')
    await expect
      .poll(() => notifications(opened), { timeout: 90_000 })
      .toEqual(['The queue is done: 2 runs'])
    expect(await isVisible(opened)).toBe(false)
    expect(records(opened).map(({ state }) => state)).toEqual(['done', 'done'])
  })

  it('minimises the window where there is no tray, and the task bar brings it back', async () => {
    const opened = await openAndTrain(2000, desktop(false))
    lab = opened
    // A bare display has nothing that would minimise.
    await opened.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]
      window.minimize = () => void ((globalThis as Caught).isMinimised = true)
    })
    await close(opened, 'keep')
    const isMinimised = () => opened.app.evaluate(() => (globalThis as Caught).isMinimised === true) // set above
    await expect.poll(isMinimised).toBe(true)
    expect(await isVisible(opened)).toBe(true)

    // With its window back, a lab is asked again before it quits.
    await opened.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0].emit('restore')
    })
    await answerQuestions(opened.app, answers.cancel)
    await opened.app.evaluate(({ app }) => app.quit())
    await expect.poll(() => askedQuestions(opened.app)).toEqual([question, question])
    await expectToTrainOn(opened)
  })

  it('pauses and quits, and the next start goes on', async () => {
    const first = await openAndTrain(2000)
    lab = first
    const ended = endOf(first)
    await close(first, 'quit')
    expect(await ended).toBe(0)
    expectPaused(first)

    lab = await openLab(first.home)
    await tapPort(lab)
    const { record } = onlyRun(lab)
    const resumed = await callLab(lab, ['resume'], [record.id, { settings: {} }])
    expect(resumed).toMatchObject({ ok: true })
    await expectToTrainOn(lab)
    expect(onlyRun(lab).record.resumed).toBe(1)
  })

  it('asks before it leaves an exam, which is kept as far as it came', async () => {
    const opened = await openLab(undefined, desktop(true))
    lab = opened
    await tapPort(opened)
    const exam = {
      ...{ requestId: 'exam', task: 'copy', cells: ['LSTM'], lengths: [100], units: 8 },
      ...{ steps: 100_000, batchSize: 8, learningRate: 0.01, seed: 1 },
    }
    void callLab(opened, ['exam'], [exam]).catch(() => {}) // the window goes before the answer comes
    const isAwake = () =>
      opened.app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))
    await expect.poll(isAwake).toBe(true)
    const folder = join(opened.home, 'exams')
    await expect.poll(() => existsSync(folder) && readdirSync(folder).length).toBe(1)
    await close(opened, 'cancel')
    await expect.poll(() => askedQuestions(opened.app)).toEqual([question])
    expect(await isVisible(opened)).toBe(true)

    const ended = endOf(opened)
    await close(opened, 'quit')
    expect(await ended).toBe(0)
    const [file] = readdirSync(folder)
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({ state: 'stopped' })
  })

  it('pauses when Ctrl-C in a terminal reaches every process at once', async () => {
    lab = await openAndTrain(2000)
    const ended = endOf(lab)
    process.kill(-(lab.child.pid ?? 0), 'SIGINT')
    expect(await ended).toBe(0)
    expectPaused(lab)
  })

  it('asks nothing when Quit is chosen in the background', async () => {
    lab = await openAndTrain(2000)
    await close(lab, 'keep')
    const opened = lab
    await expect.poll(() => isVisible(opened)).toBe(false)
    const ended = endOf(lab)
    await lab.app.evaluate(({ app }) => void setTimeout(() => app.quit()))
    expect(await ended).toBe(0)
    expectPaused(lab)
  })
})
