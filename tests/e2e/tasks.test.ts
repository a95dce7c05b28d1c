// The tasks beside classification, each as a person meets it: open an example, train it, read its results, try the model.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, takeScreenshots, type LabApp } from './lab-app'
import { dropFile, openExperimentFile, tab, trainButton, waitForStatus } from './lab-page'

const examples = resolve(import.meta.dirname, '..', '..', 'examples')

/** A copy of an example with fewer epochs, on the same data; `change` goes over its parts. */
function shortened(name: string, epochs: number, change: Record<string, object> = {}): string {
  const experiment = JSON.parse(readFileSync(join(examples, name), 'utf8')) as {
    data: { path: string }
    training: object
  } // the examples have both
  const data = { ...experiment.data, path: resolve(examples, experiment.data.path) }
  const training = { ...experiment.training, epochs, ...change.training }
  const path = join(mkdtempSync(join(tmpdir(), 'unroll-task-')), name)
  writeFileSync(path, JSON.stringify({ ...experiment, ...change, data, training }))
  return path
}

describeLab('the tasks', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train/)
  })
  afterAll(() => lab?.close())

  async function train(name: string, epochs: number, status: RegExp): Promise<void> {
    await openExperimentFile(lab, shortened(name, epochs))
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, status, 150_000)
    await tab(lab.page, 'Train').click()
  }

  it('trains on batches whose memory is in large blocks', async () => {
    const large = { text: { sequenceLength: 500 }, training: { batchSize: 128 } }
    await openExperimentFile(lab, shortened('01-lstm.json', 1, large))
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Trained 1 epoch .+ best validation accuracy/, 150_000)
  })

  it('tags the words of a sentence', async () => {
    await train('10-names.json', 4, /^Trained 4 epochs .+ best validation accuracy [01]\.\d+ \(/)
    const { page } = lab
    await page.getByRole('textbox', { name: 'Text to try' }).fill('Anna went to Berlin .')
    const tags = page.getByRole('list', { name: 'Tags', exact: true }).getByRole('listitem')
    await expect.poll(() => tags.count()).toBe(5)
    await takeScreenshots(lab, 'tagging')
  })

  it('writes text that one can watch come, and branch', async () => {
    await train('11-letters.json', 2, /^Trained 2 epochs .+ best validation perplexity \d/)
    const { page } = lab
    await page.getByRole('textbox', { name: 'Prompt' }).fill('The ferry')
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    const written = page.getByRole('group', { name: 'Written text' })
    const tokens = written.getByRole('button')
    await expect.poll(() => tokens.count(), { timeout: 60_000 }).toBeGreaterThan(50)
    await page.getByRole('status', { name: 'Text' }).filter({ hasText: /token/ }).waitFor()
    await takeScreenshots(lab, 'writing')
    const before = await written.innerText()
    await tokens.nth(10).click()
    const others = page.getByRole('menu', { name: 'Other tokens for this place' })
    await others.getByRole('menuitemcheckbox').nth(2).click()
    await expect.poll(() => written.innerText(), { timeout: 60_000 }).not.toBe(before)
  })

  it('turns one text into another, and shows where it looked', async () => {
    await train('16-number-words.json', 4, /^Trained 4 epochs .+ best validation exact match /)
    const { page } = lab
    await page.getByRole('textbox', { name: 'Source' }).fill('twenty one')
    await expect
      .poll(() => page.getByRole('list', { name: 'Written tokens' }).getByRole('listitem').count())
      .toBeGreaterThan(0)
    await page.getByRole('table', { name: 'Written tokens by source tokens' }).waitFor()
    await takeScreenshots(lab, 'seq2seq')
  })

  it('takes several labels a row, and finds what is wrong with data', async () => {
    await train('17-several-labels.json', 3, /^Trained 3 epochs .+ best validation F1 /)
    await tab(lab.page, 'Data').click()
    await lab.page.getByRole('radio', { name: /Classify texts/ }).waitFor()
    await takeScreenshots(lab, 'several-labels')
  })

  it('asks what is to be learned when a dropped file looks like another task', async () => {
    const { page } = lab
    await page.getByRole('button', { name: 'New' }).click()
    await dropFile(page, join(examples, 'data', 'ferry-log.txt'))
    await page.getByRole('button', { name: /^Write text/ }).click()
    expect(await page.getByRole('radio', { name: /Write text/ }).isChecked()).toBe(true)
    await waitForStatus(page, /^Ready to train/)
    await takeScreenshots(lab, 'new-task')
  })
})
