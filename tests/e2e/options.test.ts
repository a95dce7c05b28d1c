// What training can be told beyond the basics: a schedule and early stopping, a sweep; and what a person says of a run.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { choosePath, describeLab, openLab, takeScreenshots, type LabApp } from './lab-app'
import { openExperimentFile, tab, trainButton, waitForStatus } from './lab-page'
import { writeExperiment } from './tiny-data'

describeLab('training options', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
  })
  afterAll(() => lab?.close())

  const fold = (name: string): Locator => lab.page.getByRole('region', { name, exact: true })

  async function unfold(name: string): Promise<Locator> {
    await lab.page.getByRole('button', { name, exact: true }).click()
    return fold(name)
  }

  it('are set in their groups, and summed up in one line', async () => {
    const file = writeExperiment({ rows: 400, epochs: 12, batchSize: 16, name: 'Options' })
    await openExperimentFile(lab, file)
    await tab(lab.page, 'Train').click()
    const rate = await unfold('Learning rate schedule')
    await rate.getByLabel('Schedule').selectOption('Cosine')
    await rate
      .getByRole('img', {
        name: /^The learning rate over the planned steps\. From 0\.1 to almost 0/,
      })
      .waitFor()
    await takeScreenshots(lab, 'settings-cosine')
    await rate.getByLabel('Schedule').selectOption('Reduce on plateau')
    // No epoch is better by so much, so that the rate falls, and training ends, at known epochs.
    await rate.getByLabel('Minimum change').fill('100')
    await rate.getByLabel('Patience').fill('2')
    const stopping = await unfold('When to stop')
    await stopping.getByLabel('Stop early').check()
    await stopping.getByLabel('Minimum change').fill('100')
    await stopping.getByLabel('Patience').fill('4')
    const balance = await unfold('Regularisation and balance')
    await balance.getByLabel('Class weights').selectOption('By class')
    await balance.getByLabel('negative').fill('1.5')
    await balance.getByLabel('Clip gradients by norm').fill('0')
    await balance.getByText('Got 0; must be more than 0.').waitFor()
    await takeScreenshots(lab, 'settings-problem')
    await balance.getByLabel('Clip gradients by norm').fill('1')
    await unfold('Saving')
    await lab.page
      .getByText(
        /rate times 0\.5 on a plateau · .*weights by class · stops early by validation loss/,
      )
      .waitFor()
    await takeScreenshots(lab, 'settings-all')
  })

  it('reduce the rate, end training early, and keep the best epoch', async () => {
    await trainButton(lab.page).click()
    // The first epoch is the best, and four more are no better by enough.
    await waitForStatus(lab.page, /^Trained 5 |5 of 12|5 epochs/)
    const log = lab.page.getByRole('list', { name: 'Log' })
    await log.getByText(/Epoch 3: .* so the learning rate goes from 0\.1 to 0\.05/).waitFor()
    await log.getByText(/Stopped early after epoch 5/).waitFor()
    await lab.page.getByRole('button', { name: 'Copy', exact: true }).click()
    const copied = await lab.app.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toMatch(/\tinfo\tDone after 5 epochs\. Stopped early after epoch 5/)
    const epochs = lab.page.getByRole('table', { name: 'Epochs' })
    expect(await epochs.getByRole('row').count()).toBe(6)
    const best = epochs.getByRole('row').filter({ hasText: 'best' })
    expect(await best.count()).toBe(1)
    const number = /^(\d+)/.exec(await best.innerText())?.[1]
    await lab.page
      .getByText(new RegExp(`Model of epoch ${number}, the best by validation loss, \\d`))
      .waitFor()
    const checkpoints = lab.page.getByRole('table', { name: 'Checkpoints' })
    expect(await checkpoints.getByRole('row').count()).toBeGreaterThanOrEqual(3)
    await lab.page.getByRole('button', { name: 'Training settings' }).scrollIntoViewIfNeeded()
    await takeScreenshots(lab, 'run-page')
    await checkpoints.scrollIntoViewIfNeeded()
    await takeScreenshots(lab, 'run-page-end')
  })

  it('are noted by a person, and saved by themselves', async () => {
    const notes = lab.page.getByRole('region', { name: 'Notes on the run' })
    await notes.getByRole('textbox', { name: 'Notes' }).fill('The rate fell too soon.')
    await notes.getByRole('textbox', { name: 'Tags' }).fill('plateau,')
    await notes.getByRole('button', { name: 'Star' }).click()
    const runs = join(lab.home, 'runs')
    const file = join(runs, readdirSync(runs)[0], 'notes.json')
    await expect
      .poll((): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null))
      .toMatchObject({ notes: 'The rate fell too soon.', tags: ['plateau'], starred: true })
  })

  it('are varied in a sweep, whose runs train one after the other', async () => {
    const file = writeExperiment({ rows: 200, epochs: 2, batchSize: 16, name: 'Base' })
    await openExperimentFile(lab, file)
    await lab.page.getByRole('button', { name: 'More', exact: true }).click()
    await lab.page.getByRole('menuitem', { name: /^Sweep/ }).click()
    const dialog = lab.page.getByRole('dialog', { name: 'Sweep' })
    const choose = dialog.getByRole('combobox', { name: 'Setting to vary' })
    await dialog.getByRole('textbox', { name: 'Name of the sweep' }).fill('Rates and batches')
    await choose.selectOption('Learning rate')
    await dialog.getByRole('textbox', { name: 'Values of Learning rate' }).fill('0.5,')
    await choose.selectOption('Batch size')
    await dialog.getByRole('textbox', { name: 'Values of Batch size' }).fill('-3,')
    await dialog.getByText('Batch size: got -3; must be at least 1.').waitFor()
    await takeScreenshots(lab, 'sweep-problem')
    await dialog.getByRole('button', { name: 'Remove value -3' }).click()
    await dialog.getByRole('textbox', { name: 'Values of Batch size' }).fill('32,')
    await dialog.getByRole('button', { name: 'Combinations' }).click()
    expect(await dialog.getByRole('table').getByRole('row').count()).toBe(5)
    await takeScreenshots(lab, 'sweep-dialog')
    await dialog.getByRole('button', { name: 'Add 4 runs to the queue' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const runs = join(lab.home, 'runs')
    const records = (): Record<string, unknown>[] =>
      readdirSync(runs)
        .map((name) => join(runs, name, 'run.json'))
        .filter((path) => existsSync(path))
        .map((path) => JSON.parse(readFileSync(path, 'utf8')))
        .filter((record) => record.group !== null)
    await expect
      .poll(() => records().filter(({ state }) => state === 'done').length, { timeout: 60_000 })
      .toBe(4)
    const settings = records().map((record) => JSON.stringify(record.settings))
    expect(new Set(settings).size).toBe(4)
    expect(records()).toEqual(
      records().map(() =>
        expect.objectContaining({ group: expect.objectContaining({ name: 'Rates and batches' }) }),
      ),
    )
    const list = lab.page.getByRole('list', { name: 'Runs' })
    const group = list
      .getByRole('listitem', { name: 'Sweep Rates and batches' })
      .getByRole('button')
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.click()
    await list
      .getByRole('listitem', { name: /batchSize 32/ })
      .first()
      .getByRole('button')
      .first()
      .click()
    const view = lab.page.getByRole('region', { name: 'Runs of the sweep' })
    await view.waitFor()
    expect(await view.getByRole('row').count()).toBe(5)
    await view.scrollIntoViewIfNeeded()
    await takeScreenshots(lab, 'sweep-view')
  })

  it('are taken from a sweep file', async () => {
    const experiment = writeExperiment({ rows: 200, epochs: 2, batchSize: 16, name: 'From a file' })
    const sweep = {
      format: 'unroll-sweep/1',
      name: 'Optimizers',
      experiment: JSON.parse(readFileSync(experiment, 'utf8')),
      grid: { 'training.optimizer.type': ['sgd', 'adam'] },
      seeds: [1, 2, 3],
    }
    const file = join(dirname(experiment), 'sweep.json')
    writeFileSync(file, JSON.stringify(sweep))
    await choosePath(lab.app, file)
    await lab.page.getByRole('button', { name: 'More', exact: true }).click()
    await lab.page.getByRole('menuitem', { name: /^Sweep/ }).click()
    const dialog = lab.page.getByRole('dialog', { name: 'Sweep' })
    await dialog.getByRole('button', { name: 'Open sweep file…' }).click()
    await dialog.getByRole('button', { name: 'Add 6 runs to the queue' }).waitFor()
    expect(await dialog.getByRole('checkbox', { name: 'Adam', exact: true }).isChecked()).toBe(true)
    await lab.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await lab.page.getByRole('heading', { name: 'From a file' }).waitFor({ state: 'attached' })
  })
})
