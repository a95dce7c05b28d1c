// Taking models along as a person does it: every format by its button with its proof, and back in by Import and by a drop.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  choosePath,
  describeLab,
  openLab,
  takeScreenshots,
  temporaryFolder,
  type LabApp,
} from './lab-app'
import {
  chooseMenu,
  dropFile,
  notice,
  openExperimentFile,
  predictions,
  tab,
  trainButton,
  waitForStatus,
} from './lab-page'
import { writeReviews } from './tiny-data'

function writeExperiment(): string {
  const path = join(temporaryFolder('experiment'), 'tiny.json')
  const experiment = {
    ...{ format: 'unroll-experiment/1', name: 'Tiny GRU', task: 'classification' },
    data: { path: writeReviews(80), text: 'text', label: 'label' },
    text: { vocabularySize: 200, sequenceLength: 8 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'GRU', units: 4 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { optimizer: { type: 'adam', learningRate: 0.05 }, batchSize: 16, epochs: 3 },
  }
  writeFileSync(path, JSON.stringify(experiment))
  return path
}

/** Titles in the window, and a file that the folder has. */
const formats = [
  ['Web page', 'html', 'index.html'],
  ['Keras', 'keras', 'model.keras'],
  ['PyTorch', 'pytorch', 'model.safetensors'],
  ['ONNX', 'onnx', 'model.onnx'],
  ['TensorFlow.js', 'tfjs', 'model.json'],
  ['Weights alone', 'safetensors', 'model.safetensors'],
  ['Unroll run', 'unroll', 'run.zip'],
] as const

const sentence = 'a warm and witty film'

describeLab('exports and imports', () => {
  let lab: LabApp
  const out = temporaryFolder('exports')
  const exported = (format: string): string => join(out, `tiny-gru-${format}`)
  let answer: readonly unknown[] = []

  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train/)
    await openExperimentFile(lab, writeExperiment())
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Trained 3 epochs/)
  })
  afterAll(() => lab?.close())

  it('says for whom each format is, and about how large', async () => {
    const { page } = lab
    answer = await answerTo(page)
    await tab(page, 'Export').click()
    const rows = page.getByRole('list', { name: 'Formats' }).getByRole('listitem')
    for (const [title] of formats)
      await rows
        .filter({ hasText: title })
        .filter({ hasText: /For .*\./ })
        .first()
        .waitFor()
    await takeScreenshots(lab, 'export-formats')
  })

  it.each(formats)('exports %s and shows the proof', async (title, format, file) => {
    const { app, page } = lab
    await choosePath(app, out)
    await page.getByRole('button', { name: `Export ${title}`, exact: true }).click()
    const proof = page.getByRole('status', { name: `Check of ${title}` })
    await proof.waitFor({ timeout: 60_000 })
    expect(await proof.innerText()).toMatch(
      format === 'unroll'
        ? /^Checked: \d+ files, .* bytes, all of them the same/
        : /^Checked: 5 texts, 5 numbers, largest difference (0|\d\.\de-\d+|\de-\d+) \(limit 1e-5\)/,
    )
    await page.getByRole('button', { name: `Show ${title} in folder` }).waitFor()
    for (const name of [file, 'README.md']) expect(readdirSync(exported(format))).toContain(name)
  })

  it('shows what was exported side by side', async () => {
    await takeScreenshots(lab, 'export-done')
  })

  it('takes a Keras model back in with all that lies beside it, and it answers the same', async () => {
    const { page } = lab
    await importFile(lab, join(exported('keras'), 'model.keras'))
    await notice(page, / was imported/).waitFor({ timeout: 60_000 })
    await waitForStatus(page, /^Imported/)
    expect(await answerTo(page)).toEqual(answer)
    await takeScreenshots(lab, 'imported')
  })

  it('asks for what a model alone does not say', async () => {
    const { app, page } = lab
    const file = join(temporaryFolder('alone'), 'model.keras')
    copyFileSync(join(exported('keras'), 'model.keras'), file)
    await importFile(lab, file)
    const dialog = page.getByRole('dialog', { name: 'Import model.keras' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('From Keras')
    await choosePath(app, join(exported('keras'), 'vocabulary.json'))
    await dialog.getByRole('button', { name: 'Choose a file…' }).click()
    await dialog.getByText('vocabulary.json', { exact: true }).waitFor()
    await dialog.getByRole('textbox', { name: 'Labels' }).fill('negative, positive')
    await takeScreenshots(lab, 'import-describe')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await notice(page, /From Keras was imported/).waitFor({ timeout: 60_000 })
    expect(await answerTo(page)).toEqual(answer)
  })

  it('takes a zipped run back in by a drop', async () => {
    const { page } = lab
    await dropFile(page, join(exported('unroll'), 'run.zip'))
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
    await expect.poll(() => runs.count(), { timeout: 60_000 }).toBe(4)
    expect(await answerTo(page)).toEqual(answer)
  })

  it('says which layer a model has that the lab does not, and takes nothing in', async () => {
    const { page } = lab
    const folder = temporaryFolder('other-model')
    const file = join(folder, 'model.json')
    const model = JSON.parse(readFileSync(join(exported('tfjs'), 'model.json'), 'utf8')) as {
      modelTopology: { config: { layers: { class_name: string; config: object }[] } }
    } // as tfjs writes it
    const gru = model.modelTopology.config.layers.find(({ class_name }) => class_name === 'GRU')
    Object.assign(gru?.config ?? {}, { reset_after: true })
    writeFileSync(file, JSON.stringify(model))
    writeFileSync(join(folder, 'weights.bin'), readFileSync(join(exported('tfjs'), 'weights.bin')))
    await importFile(lab, file)
    const dialog = page.getByRole('dialog', { name: 'Import' })
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.getByText(/GRU.*reset_after/).waitFor({ timeout: 60_000 })
    await takeScreenshots(lab, 'import-refused')
    await page.keyboard.press('Escape')
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
    expect(await runs.count()).toBe(4)
    expect(existsSync(file)).toBe(true)
  })
})

/** Chooses a file in the Import dialog. */
async function importFile(lab: LabApp, path: string): Promise<void> {
  await choosePath(lab.app, path)
  await chooseMenu(lab, 'Import…')
  const dialog = lab.page.getByRole('dialog', { name: 'Import' })
  await dialog.getByRole('button', { name: 'Choose a file…' }).click()
}

/** What the selected run answers to the sentence. */
async function answerTo(page: Page): Promise<readonly unknown[]> {
  await tab(page, 'Train').click()
  const text = page.getByRole('textbox', { name: 'Text to try' })
  await text.fill('')
  await text.fill(sentence)
  await expect.poll(async () => (await predictions(page)).length, { timeout: 30_000 }).toBe(2)
  return predictions(page)
}
