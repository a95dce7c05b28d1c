// The exported page in real Chromium, from disk and without a network: it answers what the lab answers.
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { _electron, errors, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { generationRequestSchema } from '#shared/domain/generation'
import type { Prediction } from '#shared/domain/prediction'
import type { Result } from '#shared/protocol/result'
import { startBackend } from '../../src/worker/backend'
import { generateText } from '../../src/worker/generation/generate'
import { releaseRun, withRun, type LoadedRun } from '../../src/worker/inference/load-run'
import { taskModule } from '../../src/worker/tasks/index'
import { caseOf, exportAs, quiet, trainedCase, trainedRun } from '../worker/export/runs'
import { asRoot, describeLab, electronPath, temporaryFolder } from './lab-app'

const largest = 1e-5
const viewer = resolve(import.meta.dirname, 'page-viewer')

describeLab('the exported page', () => {
  let app: ElectronApplication
  let page: Page
  const told: string[] = []

  beforeAll(async () => {
    await startBackend()
    app = await launch()
    page = await app.firstWindow({ timeout: 60_000 })
    page.setDefaultTimeout(30_000)
    page.on('console', (message) => told.push(message.text()))
    page.on('pageerror', (error) => told.push(error.message))
  })
  afterAll(() => app?.close())
  afterEach(async () => {
    releaseRun()
    expect(told).toEqual([])
    const requests = await app.evaluate(
      () => (globalThis as unknown as { requests: string[] }).requests, // kept by the viewer
    )
    expect(requests.filter((url) => !url.endsWith('/out/index.html'))).toEqual([])
    await check()
    await expectToFit(360)
    await expectToFit(1280)
  })

  /** Nothing is wider than the window. */
  async function expectToFit(width: number): Promise<void> {
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0].setContentSize(size, 800),
      width,
    )
    await page.waitForFunction((wanted) => window.innerWidth === wanted, width)
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(beyond).toBe(0)
  }

  /** Exports the run and opens the page. */
  async function open(runFolder: string): Promise<void> {
    const out = join(runFolder, '..', 'out')
    const report = await exportAs('html', runFolder, out)
    if (!report.ok) throw new Error(report.message)
    await page.goto(pathToFileURL(join(out, 'index.html')).href)
  }

  /** The page's own check, in words. */
  async function check(): Promise<void> {
    await page.getByRole('button', { name: 'Check' }).click()
    const result = page.locator('.check p')
    await expect.poll(() => result.textContent()).toMatch(/the largest difference from the lab is/)
    const [, difference] =
      /is (\S+), within 1\.0e-5\.$/.exec((await result.textContent()) ?? '') ?? []
    expect(Number(difference)).toBeLessThan(largest)
  }

  const type = (text: string) => page.getByRole('textbox').first().fill(text)
  const status = () => page.locator('main').getByRole('status').textContent()
  const exactly = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((one) => Number(one.getAttribute('title'))))

  it('shows how probable each class is', async () => {
    const runFolder = await trained('classification', 'bidirectional')
    await open(runFolder)
    const texts = ['one two three', 'Größe, größe!', 'nothing known here', "don't <b>six</b>"]
    for (const prediction of await predicted(runFolder, texts)) {
      if (prediction.kind !== 'class') throw new Error(prediction.kind)
      await type(prediction.text)
      const { label, probability } = prediction
      const expected = prediction.probabilities.map((one) => one.probability)
      await expect.poll(() => exactly('.bars .text')).toSatisfy(closeTo(expected))
      expect(await status()).toBe(`${label}, probability ${probability.toFixed(3)}`)
      expect(await page.locator('.headline').textContent()).toBe(label)
    }
  })

  it.each(['labels', 'number'] as const)('answers with %s', async (labelKind) => {
    const label = (row: number): string =>
      labelKind === 'number' ? `${row % 6}.5` : ['a', 'b', 'a,b', 'c'][row % 4]
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${words[row % 6]} ${words[(row * 5) % 6]},"${label(row)}"`,
    )
    const place = temporaryFolder('page')
    await writeFile(join(place, 'data.csv'), `text,label\n${rows.join('\n')}\n`)
    const runFolder = await trainedRun(place, {
      task: 'classification',
      data: { path: join(place, 'data.csv'), labelKind },
      text: { vocabularySize: 20, sequenceLength: 6 },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'GRU', units: 6 },
          labelKind === 'labels'
            ? { type: 'Dense', units: 3, activation: 'sigmoid' }
            : { type: 'Dense', units: 1 },
        ],
      },
      training: { epochs: 2, batchSize: 8 },
    })
    await open(runFolder)
    const [prediction] = await predicted(runFolder, ['two five six'])
    await type(prediction.text)
    if (prediction.kind === 'labels') {
      const expected = prediction.probabilities.map(({ probability }) => probability)
      await expect.poll(() => exactly('.bars .text')).toSatisfy(closeTo(expected))
      expect(await status()).toBe(prediction.labels.join(', ') || 'None of the labels')
    } else if (prediction.kind === 'number') {
      await expect.poll(() => exactly('.headline')).toSatisfy(closeTo([prediction.value]))
    } else throw new Error(prediction.kind)
  })

  it('tags each word', async () => {
    const runFolder = await trained('tagging', 'bidirectional')
    await open(runFolder)
    // Longer than a sentence that the network reads at once.
    const [prediction] = await predicted(runFolder, [
      "One two, the three (four) don't Größe six. The end",
    ])
    if (prediction.kind !== 'tags') throw new Error(prediction.kind)
    const { tagged } = prediction
    await type(prediction.text)
    await expect.poll(status).toBe(tagged.map(({ token, tag }) => `${token}: ${tag}`).join(', '))
    expect(await page.locator('.word.unknown').allTextContents()).toEqual(
      tagged.filter(({ isUnknown }) => isUnknown).map(({ token }) => token),
    )
    for (const [index, { probability }] of tagged.entries()) {
      await page.locator('.tagged').nth(index).click()
      const [shown] = await exactly('.below .strong .text')
      expect(Math.abs(shown - probability)).toBeLessThan(largest)
    }
  })

  it('writes what the lab writes with the same seed, and stops', async () => {
    const runFolder = await trained('language-model', 'LSTM')
    await open(runFolder)
    const request = generationRequestSchema.parse({
      ...{ requestId: 'page', prompt: 'The ', length: 60 },
      sampling: { temperature: 0.8, topK: 9, seed: 12 },
    })
    const lab = await loaded(runFolder, (run) => generateText(run, request, quiet, () => {}))
    await page.getByLabel('Prompt').fill('The ')
    await page.getByLabel('Length').fill('60')
    await page.getByLabel('Temperature').fill('0.8')
    await page.getByLabel('Top-k').fill('9')
    await page.getByLabel('Seed').fill('12')
    await page.keyboard.press('Enter')
    await expect.poll(status).toMatch(/^60 tokens\. .* a second, seed 12\.$/)
    expect(await page.locator('.token').allTextContents()).toEqual(
      lab.tokens.map(({ text }) => text),
    )
    expect(await exactly('.token')).toSatisfy(
      closeTo(lab.tokens.map(({ probability }) => probability)),
    )
    await page.locator('.token').first().focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.told .bars li').count()).toBe(5)

    await page.getByLabel('Length').fill('20000')
    await page.getByRole('button', { name: 'Write' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect.poll(status).toMatch(/^[\d,]+ tokens?, stopped\./)
    expect(await page.locator('.token').count()).toBeLessThan(20_000)
  })

  it('turns a text into another and shows where it looked', async () => {
    const runFolder = await trained('seq2seq', 'GRU')
    await open(runFolder)
    for (const prediction of await predicted(runFolder, ['one four', 'Größe'])) {
      if (prediction.kind !== 'sequence') throw new Error(prediction.kind)
      const { written, writtenTokens, attention } = prediction
      await type(prediction.text)
      await expect
        .poll(() => page.locator('.attention thead th').count())
        .toBe(attention?.[0].length)
      expect(await status()).toBe(written)
      expect(await exactly('.token')).toSatisfy(
        closeTo(writtenTokens.map(({ probability }) => probability)),
      )
      const shares = await page.locator('.attention tbody td').allTextContents()
      const expected = (attention ?? []).flat().map((share) => 100 * share)
      for (const [cell, share] of shares.entries())
        expect(Math.abs(Number.parseInt(share) - expected[cell])).toBeLessThan(0.51)
    }
  })

  it('takes hostile names, labels and tokens for texts', async () => {
    const hostile = `</script><img src=x onerror="document.title='owned'"><!--`
    const rows = Array.from(
      { length: 40 },
      (_, row) =>
        `<!--<script> ${words[row % 6]},"${row % 2 ? hostile.replaceAll('"', '""') : 'b'}"`,
    )
    const place = temporaryFolder('page')
    await writeFile(join(place, 'data.csv'), `text,label\n${rows.join('\n')}\n`)
    const name = `</title><script>document.title='owned'</script> %policy% & $&`
    const runFolder = await trainedRun(place, {
      ...{ name, task: 'classification', data: { path: join(place, 'data.csv') } },
      text: { level: 'character', stripHtml: false, vocabularySize: 40, sequenceLength: 20 },
      model: {
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'SimpleRNN', units: 4 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
      training: { epochs: 1, batchSize: 8 },
    })
    await open(runFolder)
    await type(hostile)
    await expect.poll(() => page.locator('.bars .label').allTextContents()).toContain(hostile)
    expect(await page.title()).toBe(name)
    expect(await page.locator('h1').textContent()).toBe(name)
    expect(await page.locator('img, iframe, link, object').count()).toBe(0)
  })

  it('lets no other script run', async () => {
    await open(await trained('classification', 'SimpleRNN'))
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = "document.title = 'owned'"
      document.body.append(script)
      const image = new Image()
      const loaded = new Promise((done) => {
        image.onload = () => done('loaded')
        image.onerror = () => done('refused')
      })
      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='
      return [
        document.title,
        await loaded,
        await fetch('https://example.com').then(
          () => 'fetched',
          () => 'refused',
        ),
      ]
    })
    expect(outcome).toEqual(['Untitled experiment', 'refused', 'refused'])
    // Chromium says of each that it was refused.
    await expect.poll(() => told.length).toBeGreaterThanOrEqual(3)
    expect(told.every((message) => message.includes('Content Security Policy'))).toBe(true)
    told.length = 0
  })
})

/** Now and then Electron hangs while the driver attaches on a busy machine, so a start that hangs is made again. */
async function launch(tries = 3): Promise<ElectronApplication> {
  try {
    return await _electron.launch({
      executablePath: electronPath,
      args: [...asRoot, '--disable-gpu', viewer],
      env: {
        ...(process.env as Record<string, string>), // Node's own are strings
        ELECTRON_DISABLE_SECURITY_WARNINGS: '1',
      },
      colorScheme: null,
      timeout: 25_000,
    })
  } catch (error) {
    if (tries === 1 || !(error instanceof errors.TimeoutError)) throw error
    return launch(tries - 1)
  }
}

const words = ['one', 'two', 'three', 'four', 'five', 'six']

async function trained(...[task, cell]: Parameters<typeof caseOf>): Promise<string> {
  const tried = caseOf(task, cell)
  if (!tried) throw new Error('there is no such case')
  const place = join(temporaryFolder('page'), 'case')
  await mkdir(place)
  return trainedCase(place, tried)
}

function predicted(folder: string, texts: readonly string[]): Promise<readonly Prediction[]> {
  return loaded(folder, async (run) => {
    const { predict } = await taskModule(run.experiment.task)
    return predict(run, texts, { beams: 1 })
  })
}

async function loaded<Value>(
  folder: string,
  use: (run: LoadedRun) => Promise<Result<Value>>,
): Promise<Value> {
  const result = await withRun(folder, use)
  if (!result.ok) throw new Error(result.message)
  return result.value
}

/** Whether the numbers are as many and each is within the limit. */
function closeTo(expected: readonly number[]) {
  return (shown: readonly number[]): boolean =>
    shown.length === expected.length &&
    shown.every((value, index) => Math.abs(value - expected[index]) < largest)
}
