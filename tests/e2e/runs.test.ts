// Two runs on one chart, and the native side of a run: the title, the task bar, the folder.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, takeScreenshots, type LabApp } from './lab-app'
import { openExperimentFile, tab, trainButton, waitForStatus } from './lab-page'
import { writeExperiment } from './tiny-data'

describeLab('runs', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
  })
  afterAll(() => lab?.close())

  const title = (): Promise<string> =>
    lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getTitle())

  async function train(name: string, batchSize: number): Promise<void> {
    await openExperimentFile(lab, writeExperiment({ rows: 400, epochs: 3, batchSize, name }))
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Trained 3 epochs/)
  }

  it('are listed newest first with their accuracy, and overlaid when ticked', async () => {
    await train('Batches of 16', 16)
    await train('Batches of 32', 32)
    const items = lab.page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
    expect(await items.count()).toBe(2)
    expect(await items.nth(0).innerText()).toMatch(/Batches of 32/)
    expect(await items.nth(1).innerText()).toMatch(/Batches of 16[\s\S]*\d\.\d+/)

    await tab(lab.page, 'Train').click()
    await items.nth(1).getByRole('checkbox').check()
    const lines = lab.page.getByRole('group', { name: 'Lines' })
    await lines.getByRole('button', { name: 'Training, Batches of 16' }).waitFor()
    await lines.getByRole('button', { name: 'Training, Batches of 32' }).waitFor()
    await takeScreenshots(lab, 'overlaid')
  })

  it('show the results of a finished run', async () => {
    const epochs = lab.page.getByRole('region', { name: /^Epochs/ }).getByRole('table')
    await epochs.waitFor()
    expect(await epochs.getByRole('row').count()).toBe(4)
    const confusion = lab.page.getByRole('table', { name: /confusion/i })
    await confusion.waitFor()
    const counts = (await confusion.getByRole('cell').allInnerTexts()).join(' ').match(/\d+/g)
    expect(counts?.length).toBeGreaterThanOrEqual(4)
  })

  it('carry their progress in the title while they train, and not afterwards', async () => {
    await openExperimentFile(lab, writeExperiment({ rows: 2000, epochs: 20, batchSize: 16 }))
    await trainButton(lab.page).click()
    await expect.poll(title).toMatch(/epoch|\d+ %/i)
    await waitForStatus(lab.page, /^Trained/, 120_000)
    await expect.poll(title).not.toMatch(/epoch \d|\d+ %/i)
  })
})
