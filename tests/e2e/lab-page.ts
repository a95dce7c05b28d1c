// Where things are on the page, by the names that people and assistive technology find them under.
import type { Locator, Page } from 'playwright-core'
import { choosePath, type LabApp } from './lab-app'

/** The line under the title that says what goes on. */
export async function status(page: Page): Promise<string> {
  return (await page.getByRole('banner').getByRole('status').innerText()).trim()
}

export function tab(page: Page, name: 'Data' | 'Model' | 'Train' | 'Inspect' | 'Export'): Locator {
  return page.getByRole('tab', { name, exact: true })
}

/** A chart's reading device, which assistive technology meets as a slider over the steps. */
export function reader(page: Page, chart: 'Loss' | 'Accuracy'): Locator {
  return page.getByRole('slider', { name: `${chart} by step` })
}

/** The last step that a chart shows. */
export async function lastStep(page: Page, chart: 'Loss' | 'Accuracy'): Promise<number> {
  return Number(await reader(page, chart).getAttribute('aria-valuemax'))
}

/** The latest values in words, beside the loss chart's title. */
export async function stepOfCharts(page: Page): Promise<string> {
  const words = page.getByRole('figure', { name: 'Loss' }).locator('figcaption p')
  return (await words.innerText()).replace(/\s+/g, ' ').trim()
}

/** Waits until the status line says something that fits; gives it. */
export async function waitForStatus(page: Page, wanted: RegExp, timeout = 60_000): Promise<string> {
  await page
    .getByRole('banner')
    .getByRole('status')
    .filter({ hasText: wanted })
    .waitFor({ timeout })
  return status(page)
}

/** A notice at the top of the content with these words. */
export function notice(page: Page, words: RegExp): Locator {
  return page.getByRole('region', { name: 'Notices' }).getByText(words)
}

/** Clicks an item of the native menu, as a shortcut of the system would. */
export async function chooseMenu({ app }: LabApp, label: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap(
      (menu) => menu.submenu?.items ?? [],
    )
    items.find((item) => item.label === wanted)?.click()
  }, label)
}

/** Opens an experiment file by the menu and its dialog. */
export async function openExperimentFile(lab: LabApp, path: string): Promise<void> {
  await choosePath(lab.app, path)
  await chooseMenu(lab, 'Open experiment…')
  await notice(lab.page, /^Opened /).waitFor()
}

/** Drops a file from disk in the middle of the window, as a person would. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
  }
  await session.detach()
}

export const trainButton = (page: Page): Locator =>
  page.getByRole('banner').getByRole('button', { name: 'Train', exact: true })

export const stopButton = (page: Page): Locator =>
  page.getByRole('banner').getByRole('button', { name: 'Stop', exact: true })

/** The probabilities of the sentence that is being tried; empty until they are there. */
export async function predictions(page: Page): Promise<{ label: string; probability: number }[]> {
  const bars = page.getByRole('list', { name: 'Probabilities' }).getByRole('listitem')
  const rows = await bars.allInnerTexts()
  return rows.flatMap((row) => {
    const [, label, number] = /^(\S+)\s+([\d.]+)$/.exec(row.trim()) ?? []
    return label ? [{ label, probability: Number(number) }] : []
  })
}
