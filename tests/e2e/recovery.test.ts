// The trainer and the engine are killed while they train: the window says what happened, and training works again.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import { describeLab, enginePid, openLab, type LabApp } from './lab-app'
import {
  lastStep,
  notice,
  openExperimentFile,
  stopButton,
  tab,
  trainButton,
  waitForStatus,
} from './lab-page'
import { writeExperiment } from './tiny-data'

const readRecord = (folder: string): RunRecord =>
  JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord // written by the engine as such

const training = /^Epoch \d+ of /

describeLab('a lab that loses a part', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
    await openExperimentFile(lab, writeExperiment({ rows: 2000, epochs: 200, batchSize: 16 }))
    await tab(lab.page, 'Train').click()
  })
  afterAll(() => lab?.close())

  async function train(): Promise<void> {
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, training)
    await expect.poll(() => lastStep(lab.page, 'Loss')).toBeGreaterThan(20)
  }

  /** Ids begin with the second of their making, so two runs of one second are told apart by their records. */
  function newestRun(): RunRecord {
    const runs = join(lab.home, 'runs')
    const records = readdirSync(runs).map((run) => readRecord(join(runs, run)))
    return records.sort((one, other) => other.createdAt.localeCompare(one.createdAt))[0]
  }

  it('says that the trainer died, and trains again', async () => {
    await train()
    process.kill(await enginePid(lab.app), 'SIGUSR2')
    await notice(lab.page, /training thread ended unexpectedly/)
      .first()
      .waitFor()
    await trainButton(lab.page).waitFor()
    expect(newestRun().state).toMatch(/failed|interrupted/)

    await train()
    await stopButton(lab.page).click()
    await waitForStatus(lab.page, /^Stopped after/)
    expect(newestRun().state).toBe('stopped')
  })

  it('says that the engine died, and trains again', async () => {
    await train()
    const pid = await enginePid(lab.app)
    process.kill(pid, 'SIGKILL')
    await notice(
      lab.page,
      /engine (stopped|was started again): its process ended unexpectedly/i,
    ).waitFor()
    await trainButton(lab.page).waitFor()
    expect(await enginePid(lab.app)).not.toBe(pid)
    await expect.poll(() => newestRun().state).toBe('interrupted')

    await train()
    await stopButton(lab.page).click()
    await waitForStatus(lab.page, /^Stopped after/)
  })

  it('shows its page again after that has crashed; the engine trains on meanwhile', async () => {
    await train()
    const engine = await enginePid(lab.app)
    // Asked of the window host: the driver gives a page up when it crashes.
    const words = await lab.app.evaluate(async ({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]
      const loaded = new Promise<void>((done) => webContents.once('did-finish-load', () => done()))
      webContents.forcefullyCrashRenderer()
      await loaded
      const script = "document.querySelector('header [role=status]').textContent.trim()"
      for (let look = 0; look < 100; look++) {
        const said = String(await webContents.executeJavaScript(script))
        if (/^Epoch/.test(said)) return said
        await new Promise((done) => setTimeout(done, 100))
      }
      return String(await webContents.executeJavaScript(script))
    })
    expect(words).toMatch(training)
    expect(await enginePid(lab.app)).toBe(engine)
    expect(newestRun().state).toBe('running')
  })
})
