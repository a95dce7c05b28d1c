// What a newcomer does: one click trains the sample; watch, stop, try a sentence, export, come back and find the run.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  lastStep,
  predictions,
  status,
  stepOfCharts,
  tab,
  trainButton,
  waitForStatus,
} from './lab-page'
import {
  choosePath,
  describeLab,
  openLab,
  slowly,
  takeScreenshots,
  temporaryFolder,
  type LabApp,
} from './lab-app'

describeLab('the sample', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab(undefined, slowly)
  })
  afterAll(() => lab?.close())

  it('is ready on a first start, with one clear next step', async () => {
    await expect.poll(() => status(lab.page), { timeout: 30_000 }).toBe('Ready to train')
    await lab.page.getByRole('button', { name: 'Train the sample' }).waitFor()
    await takeScreenshots(lab, 'first-start')
  })

  it('trains by one click, and the curves move', async () => {
    await lab.page.getByRole('button', { name: 'Train the sample' }).click()
    await expect.poll(() => status(lab.page), { timeout: 90_000 }).toMatch(/^Epoch 1 of \d+, /)
    await expect.poll(() => lastStep(lab.page, 'Loss'), { timeout: 30_000 }).toBeGreaterThan(5)
    const early = await lastStep(lab.page, 'Loss')
    await expect.poll(() => lastStep(lab.page, 'Loss')).toBeGreaterThan(early)
    expect(await stepOfCharts(lab.page)).toMatch(/^Step [\d,]+: training \d\.\d+/)
    await takeScreenshots(lab, 'training')
  })

  it('stops after the batch and keeps what was learned', async () => {
    await expect
      .poll(() => status(lab.page), { timeout: 90_000 })
      .toMatch(/^Epoch ([2-9]|\d\d) of \d+, /)
    await lab.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect
      .poll(() => status(lab.page), { timeout: 30_000 })
      .toMatch(
        /^Stopped after \d+ epochs? in .+, best validation accuracy \d\.\d+ \(majority class/,
      )
  })

  it('predicts a sentence that a person types', async () => {
    await lab.page.getByRole('textbox', { name: 'Text to try' }).fill('A wonderful, moving film.')
    await expect.poll(() => predictions(lab.page)).toHaveLength(2)
    const rows = await predictions(lab.page)
    const total = rows.reduce((sum, { probability }) => sum + probability, 0)
    expect(total).toBeGreaterThan(0.98)
    expect(total).toBeLessThan(1.02)
    await lab.page
      .getByRole('status', { name: 'Prediction' })
      .filter({ hasText: /positive|negative/ })
      .waitFor({ state: 'attached' })
    await takeScreenshots(lab, 'trained')
  })

  it('exports the model into a folder that a person chose', async () => {
    const out = temporaryFolder('export')
    await choosePath(lab.app, out)
    await tab(lab.page, 'Export').click()
    await lab.page
      .getByRole('list', { name: 'Formats' })
      .getByRole('button', { name: 'Export TensorFlow.js' })
      .click()
    await lab.page.getByRole('button', { name: 'Show TensorFlow.js in folder' }).waitFor()
    const folder = join(out, readdirSync(out)[0])
    for (const file of ['model.json', 'vocabulary.json', 'README.md']) {
      expect(existsSync(join(folder, file)), file).toBe(true)
    }
    await takeScreenshots(lab, 'exported')
  })

  it('finds the run again after a new start', async () => {
    await lab.close()
    lab = await openLab(lab.home)
    const runs = lab.page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
    await expect.poll(() => runs.count()).toBe(1)
    await runs.first().getByRole('button').first().click()
    await expect.poll(() => status(lab.page)).toMatch(/^Stopped after/)
    await tab(lab.page, 'Train').click()
    await expect.poll(() => lastStep(lab.page, 'Accuracy')).toBeGreaterThan(10)
  })

  it('trains to its end as a new run, and keeps the old one', async () => {
    expect(await lab.page.getByRole('banner').innerText()).toContain('Train makes a new run')
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Trained \d+ epochs in .+\(majority class/, 240_000)
    await expect
      .poll(() => lab.page.getByRole('list', { name: 'Runs' }).getByRole('listitem').count())
      .toBe(2)
    const text = lab.page.getByRole('textbox', { name: 'Text to try' })
    await text.fill('I expected little, but the film was wonderful.')
    await expect.poll(async () => (await predictions(lab.page)).length).toBe(2)
    await takeScreenshots(lab, 'readme')
    // The drawer of the narrow size was folded meanwhile, and what was typed is still there.
    expect(await text.inputValue()).toMatch(/^I expected little/)
  }, 300_000)
})
