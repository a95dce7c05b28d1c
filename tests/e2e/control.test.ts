// The life of runs in the window: pause, go on, stop, a queue, taking up what was cut off, names, stars and the trash.
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import { describeLab, openLab, takeScreenshots, temporaryFolder, type LabApp } from './lab-app'
import { lastStep, openExperimentFile, stopButton, trainButton, waitForStatus } from './lab-page'
import { writeExperiment } from './tiny-data'

const training = /^Epoch \d+ of /
const pausedAt = /^Paused at (epoch \d+, batch \d+ of 50|the end of epoch \d+)$/

const header = ({ page }: LabApp, name: string): Locator =>
  page.getByRole('banner').getByRole('button', { name, exact: true })
const list = ({ page }: LabApp, name: 'Runs' | 'Queue'): Locator =>
  page.getByRole('list', { name, exact: true })
const rows = (lab: LabApp, name: 'Runs' | 'Queue'): Locator => list(lab, name).getByRole('listitem')
const names = async (lab: LabApp, name: 'Runs' | 'Queue'): Promise<(string | null)[]> =>
  Promise.all((await rows(lab, name).all()).map((row) => row.getAttribute('aria-label')))

async function openTiny(lab: LabApp, name: string, epochs: number): Promise<void> {
  const file = writeExperiment({ rows: 1000, epochs, batchSize: 16, name })
  await openExperimentFile(lab, file)
}

async function choose({ page }: LabApp, row: Locator, item: string): Promise<void> {
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

function records({ home }: LabApp): RunRecord[] {
  const runs = join(home, 'runs')
  const read = (id: string): RunRecord =>
    JSON.parse(readFileSync(join(runs, id, 'run.json'), 'utf8')) as RunRecord // written by the engine as such
  return readdirSync(runs)
    .filter((id) => existsSync(join(runs, id, 'run.json')))
    .map(read)
}

describeLab('a run under way', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
    await openTiny(lab, 'Long', 20_000)
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, training)
  })
  afterAll(() => lab?.close())

  it('holds by a key and says where, and goes on from there', async () => {
    await lab.page.keyboard.press('Control+Shift+P')
    await waitForStatus(lab.page, pausedAt)
    const held = await lastStep(lab.page, 'Loss')
    expect(records(lab)[0].state).toBe('paused')
    await takeScreenshots(lab, 'paused')
    expect(await lastStep(lab.page, 'Loss')).toBe(held)
    await header(lab, 'Go on').click()
    await waitForStatus(lab.page, training)
    await expect.poll(() => lastStep(lab.page, 'Loss')).toBeGreaterThan(held)
  })

  it('makes Train add to the queue, whose entries can be moved and taken out', async () => {
    for (const name of ['First', 'Second', 'Third']) {
      await openTiny(lab, name, 2)
      await header(lab, 'Add to queue').click()
      await rows(lab, 'Queue').filter({ hasText: name }).waitFor()
    }
    const queued = (name: string): Locator => rows(lab, 'Queue').filter({ hasText: name })
    await queued('Third').getByRole('button', { name: 'Earlier: Third' }).click()
    await expect.poll(() => names(lab, 'Queue')).toEqual(['First', 'Third', 'Second'])
    await queued('First').getByRole('button', { name: 'Remove First' }).click()
    await expect.poll(() => names(lab, 'Queue')).toEqual(['Third', 'Second'])
    await takeScreenshots(lab, 'queue')
    await lab.page.getByRole('region', { name: 'Notices' }).getByText('Undo').click()
    await expect.poll(() => names(lab, 'Queue')).toEqual(['First', 'Third', 'Second'])
  })

  it('is stopped from a paused state, and then all of the queue trains', async () => {
    await header(lab, 'Pause').click()
    await waitForStatus(lab.page, /Paused at epoch/)
    await stopButton(lab.page).click()
    await expect
      .poll(
        () =>
          records(lab)
            .map(({ state }) => state)
            .sort(),
        { timeout: 60_000 },
      )
      .toEqual(['done', 'done', 'done', 'stopped'])
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Second', 'Third', 'First', 'Long'])
    expect(await list(lab, 'Queue').count()).toBe(0)
  })
})

describeLab('a lab that is killed while it trains', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
    await openTiny(lab, 'Cut off', 20_000)
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, /^Epoch ([3-9]|\d\d+) of /)
    await openTiny(lab, 'Waits', 1)
    await header(lab, 'Add to queue').click()
    await rows(lab, 'Queue').first().waitFor()
    const ended = once(lab.child, 'exit')
    lab.child.kill('SIGKILL')
    await ended
    lab = await openLab(lab.home)
  })
  afterAll(() => lab?.close())

  it('says where the run was cut off, and goes on by one click', async () => {
    await rows(lab, 'Runs').first().getByRole('button').first().click()
    const notice = lab.page.getByText(
      /^Interrupted at (epoch \d+, batch \d+ of 50|the end of epoch \d+)\./,
    )
    await notice.waitFor()
    await takeScreenshots(lab, 'interrupted')
    await header(lab, 'Go on').click()
    await waitForStatus(lab.page, training)
    await notice.waitFor({ state: 'detached' })
    expect(records(lab)[0]).toMatchObject({ state: 'running', resumed: 1 })
    await stopButton(lab.page).click()
    await waitForStatus(lab.page, /^Stopped after/)
  })

  it('asks before it starts what waited', async () => {
    const queue = lab.page.getByRole('region', { name: 'Queue' })
    await queue.getByText('1 experiment waits from last time.').waitFor()
    await queue.getByRole('button', { name: 'Start' }).click()
    await expect
      .poll(() =>
        records(lab)
          .map(({ state }) => state)
          .sort(),
      )
      .toEqual(['done', 'stopped'])
  })
})

describeLab('the list of runs', () => {
  let lab: LabApp
  const trash = temporaryFolder('trash')
  beforeAll(async () => {
    lab = await openLab(undefined, { XDG_DATA_HOME: trash })
    await waitForStatus(lab.page, /^Ready to train$/)
    for (const name of ['One', 'Two', 'Three', 'Four']) {
      await openTiny(lab, name, 1)
      await trainButton(lab.page).click()
      await waitForStatus(lab.page, /^Trained 1 epoch/)
    }
  })
  afterAll(() => lab?.close())

  const row = (name: string): Locator =>
    rows(lab, 'Runs').and(lab.page.getByLabel(name, { exact: true }))

  it('finds what was starred, renamed and tagged', async () => {
    await choose(lab, row('Two'), 'Star')
    await choose(lab, row('Three'), 'Rename')
    await lab.page.getByRole('textbox', { name: 'Name of Three' }).fill('My favourite')
    await lab.page.keyboard.press('Enter')
    await choose(lab, row('One'), 'Tags…')
    await lab.page.getByRole('dialog').getByRole('textbox').fill('baseline, short')
    await lab.page.keyboard.press('Enter')
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Four', 'My favourite', 'Two', 'One'])
    await row('One').getByText('baseline').waitFor()

    const search = lab.page.getByRole('searchbox', { name: 'Search runs' })
    await search.fill('favour')
    await expect.poll(() => names(lab, 'Runs')).toEqual(['My favourite'])
    await search.fill('short')
    await expect.poll(() => names(lab, 'Runs')).toEqual(['One'])
    await search.fill('')
    await lab.page.getByRole('button', { name: 'Filter runs' }).click()
    await lab.page.getByRole('menuitemcheckbox', { name: 'Starred' }).click()
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Two'])
    await lab.page.getByRole('button', { name: 'Filter runs' }).click()
    await lab.page.getByRole('menuitemcheckbox', { name: 'All runs' }).click()
    await lab.page.getByRole('button', { name: 'Sort runs' }).click()
    await lab.page.getByRole('menuitemcheckbox', { name: 'By name' }).click()
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Four', 'My favourite', 'One', 'Two'])
  })

  it('deletes to the trash, after asking', async () => {
    await row('One').getByRole('button').first().focus()
    await lab.page.keyboard.press('Delete')
    await lab.page.getByRole('dialog', { name: 'Delete this run?' }).waitFor()
    await takeScreenshots(lab, 'delete')
    await lab.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Four', 'My favourite', 'Two'])
    expect(records(lab)).toHaveLength(3)
    const trashed = readdirSync(join(trash, 'Trash', 'files'))
    expect(trashed).toHaveLength(1)
  })

  it('loses a run that is discarded while it trains to the trash', async () => {
    await openTiny(lab, 'Hopeless', 20_000)
    await trainButton(lab.page).click()
    await waitForStatus(lab.page, training)
    await header(lab, 'More ways to end').click()
    await lab.page.getByRole('menuitem', { name: 'Discard run…' }).click()
    await lab.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => names(lab, 'Runs')).toEqual(['Four', 'My favourite', 'Two'])
    expect(records(lab)).toHaveLength(3)
    expect(readdirSync(join(trash, 'Trash', 'files'))).toHaveLength(2)
  })

  it('repeats a run with changes as a draft', async () => {
    await choose(lab, row('Two'), 'Repeat with changes')
    await waitForStatus(lab.page, /^Ready to train$/)
    const name = lab.page.getByRole('textbox', { name: 'Experiment name' })
    expect(await name.inputValue()).toBe('Two, changed')
  })
})
