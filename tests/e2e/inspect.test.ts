// Looking inside as a person meets it: the views of a trained run, surgery, a race, an exam and a lesson, each with the run's own tensors.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, takeScreenshots, type LabApp } from './lab-app'
import { tab, waitForStatus } from './lab-page'

/** Opens a view of the Inspect step. */
async function openView(page: Page, name: string): Promise<void> {
  await tab(page, 'Inspect').click()
  await page.getByRole('tab', { name, exact: true }).click()
}

describeLab('looking inside', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train/)
  })
  afterAll(() => lab?.close())

  it('says what is missing before there is a run', async () => {
    const { page } = lab
    await openView(page, 'Unrolled')
    await page.getByText('Open a run from the list to look inside it').waitFor()
    const view = page.getByRole('tabpanel', { name: 'Unrolled' })
    await view.getByRole('button', { name: 'Train the sample', exact: true }).click()
    await waitForStatus(page, /^Trained 8 epochs/, 120_000)
  })

  it('draws the network unrolled over a sentence', async () => {
    const { page } = lab
    await openView(page, 'Unrolled')
    await page.getByRole('textbox', { name: 'Text to look at' }).fill('the film was not good')
    const drawing = page.getByRole('group', { name: /^Unrolled network/ })
    await page.getByRole('img', { name: 'The network over 5 tokens' }).waitFor()
    await drawing.focus()
    await page.keyboard.press('ArrowRight')
    await page
      .getByRole('paragraph')
      .filter({ hasText: /step 2 of 5, “film”/ })
      .waitFor()
    await page
      .getByText(/W, U, b: 8,320 numbers, used 32 times/)
      .first()
      .waitFor()
    await takeScreenshots(lab, 'inspect-unrolled')
  })

  it('steps through to the answer, which is the model’s own', async () => {
    const { page } = lab
    await openView(page, 'Step through')
    const numbers = page.getByRole('table', { name: 'Numbers of the step' })
    await numbers.waitFor()
    expect(await numbers.getByRole('row').count()).toBeGreaterThanOrEqual(8)
    await expect.poll(() => page.getByRole('math').count()).toBeGreaterThan(5)
    await takeScreenshots(lab, 'inspect-steps')
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText(/(Differs from|The same as) the model's own output/).waitFor()
  })

  it('shows states and gates, weights and gradients', async () => {
    const { page } = lab
    await openView(page, 'States and gates')
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Forget gate f' })
    await page
      .getByText(/Forget gate f of lstm/)
      .first()
      .waitFor()
    await takeScreenshots(lab, 'inspect-states')
    await openView(page, 'Weights')
    await page.getByText(/The spectral radius of U_i is \d/).waitFor()
    await takeScreenshots(lab, 'inspect-weights')
    await openView(page, 'Gradients')
    await page
      .getByText(/memory horizon/)
      .first()
      .waitFor()
    await takeScreenshots(lab, 'inspect-gradients')
  })

  it('replays how the probes were read while the run learned', async () => {
    const { page } = lab
    await openView(page, 'Time travel')
    const slider = page.getByRole('slider', { name: 'Record' })
    await slider.focus()
    await page.keyboard.press('Home')
    await page
      .getByText(/^Step 0/)
      .first()
      .waitFor()
    await takeScreenshots(lab, 'inspect-time')
  })

  it('changes the answer by surgery, undoes it, and keeps it as a variant', async () => {
    const { page } = lab
    await openView(page, 'Surgery')
    const silenced = page
      .getByRole('toolbar', { name: 'Tokens to silence' })
      .getByRole('button', { name: 'not' })
    await silenced.click()
    const changes = page.getByRole('list', { name: 'Changes' }).getByRole('listitem')
    await expect.poll(() => changes.count()).toBe(1)
    await takeScreenshots(lab, 'inspect-surgery')
    await page.getByRole('textbox', { name: 'Name of the variant' }).fill('Without not')
    await page.getByRole('button', { name: 'Keep as a variant' }).click()
    await page.getByRole('list', { name: 'Kept variants' }).getByText('Without not').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => changes.count()).toBe(0)
  })

  it('draws what an answer hangs on and finds neighbours', async () => {
    const { page } = lab
    await openView(page, 'Word pictures')
    await page.getByRole('list', { name: 'Largest scores' }).getByRole('listitem').first().waitFor()
    await page.getByRole('combobox', { name: 'Search for a token' }).fill('good')
    await page.keyboard.press('Enter')
    const neighbours = page
      .getByRole('region', { name: 'Nearest neighbours' })
      .getByRole('listitem')
    await expect.poll(() => neighbours.count()).toBeGreaterThan(3)
    await takeScreenshots(lab, 'inspect-words')
  })

  it('races three cells on the same batches', async () => {
    const { page } = lab
    await openView(page, 'Cell race')
    await page.getByRole('textbox', { name: 'Epochs' }).fill('2')
    await page.getByRole('button', { name: 'Start the race' }).click()
    const variants = page.getByRole('table', { name: /^Variants/ }).getByRole('row')
    await expect.poll(() => variants.count(), { timeout: 90_000 }).toBe(4)
    await page.getByRole('button', { name: 'Start the race' }).waitFor({ timeout: 90_000 })
    await takeScreenshots(lab, 'inspect-race')
  })

  it('examines how far back cells remember', async () => {
    const { page } = lab
    await openView(page, 'Memory exam')
    await page.getByRole('textbox', { name: 'Steps at most' }).fill('20')
    await page.getByRole('button', { name: 'Start the exam' }).click()
    await page.getByRole('table', { name: /^Share of/ }).waitFor({ timeout: 90_000 })
    await page.getByRole('button', { name: 'Start the exam' }).waitFor({ timeout: 90_000 })
    await takeScreenshots(lab, 'inspect-exam')
  })

  it('checks a lesson against the run and remembers it', async () => {
    const { page } = lab
    await openView(page, 'Lessons')
    await page.getByRole('button', { name: 'Begin: Counting parameters' }).click()
    const lesson = page.getByRole('complementary', { name: 'Lesson' })
    const answer = lesson.getByRole('textbox', { name: 'Your answer' })
    await answer.fill('31')
    await answer.press('Enter')
    await lesson.getByText(/a recurrent kernel U has as many rows/).waitFor()
    await answer.fill('32')
    await answer.press('Enter')
    await lesson.getByText('✓ Yes: h has 32 numbers.').waitFor()
    await lesson.getByRole('button', { name: /^Step 1: .+, done$/ }).waitFor()
    await page.getByText(/The spectral radius of U_i is \d/).waitFor()
    await takeScreenshots(lab, 'inspect-lesson')
    await lesson.getByRole('button', { name: 'Close the lesson' }).click()
    await openView(page, 'Lessons')
    await page.getByText(/1 of 5 steps done/).waitFor()
  })
})
