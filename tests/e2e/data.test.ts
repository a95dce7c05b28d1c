// A person's own file: dropped, chosen, and broken, with the sentence that says how to mend it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  choosePath,
  describeLab,
  openLab,
  takeScreenshots,
  temporaryFolder,
  type LabApp,
} from './lab-app'
import { dropFile, status, tab, waitForStatus } from './lab-page'
import { writeReviews } from './tiny-data'

describeLab('data', () => {
  let lab: LabApp
  let folder: string
  beforeAll(async () => {
    folder = temporaryFolder('broken')
    lab = await openLab()
    await waitForStatus(lab.page, /^Ready to train$/)
    await tab(lab.page, 'Data').click()
  })
  afterAll(() => lab?.close())

  it('is taken from a file that is dropped on the window', async () => {
    await dropFile(lab.page, writeReviews(60))
    const preview = lab.page.getByRole('table').first()
    await preview.getByText('number 3').waitFor()
    await lab.page.getByText('60 rows').first().waitFor()
    await takeScreenshots(lab, 'data')
  })

  it.each<[string, string | Buffer, RegExp]>([
    ['empty.csv', '', /empty\.csv.*empty/i],
    ['binary.csv', Buffer.from([0, 1, 2, 0, 255, 254, 0, 0, 7, 0, 0, 3]), /binary\.csv/],
    ['single.csv', 'text,label\none,a\ntwo,a\nthree,a\n', /single\.csv|one (class|label)/i],
    ['quote.csv', 'text,label\n"never closed,a\nb,c\n', /quote\.csv.*line/i],
  ])('gets a sentence when it is broken: %s', async (name, content, sentence) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    await choosePath(lab.app, path)
    await lab.page.getByRole('button', { name: /^Choose file/ }).click()
    const panel = lab.page.getByRole('tabpanel').first()
    await panel.getByText(sentence).first().waitFor()
    const said = await panel.getByText(sentence).first().innerText()
    await expect.poll(() => status(lab.page)).toMatch(/^Not ready to train\. /)
    expect(await lab.page.getByRole('tab', { name: 'Data' }).innerText()).not.toMatch(/rows?$/)
    expect(said).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/)
    if (name === 'quote.csv') await takeScreenshots(lab, 'broken-file')
  })
})
