// Building a model: the summary follows each change, presets can be picked, and the keyboard reaches everything.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, slowly, takeScreenshots, type LabApp } from './lab-app'
import { chooseMenu, tab, waitForStatus } from './lab-page'

describeLab('the model', () => {
  let lab: LabApp
  beforeAll(async () => {
    lab = await openLab(undefined, slowly)
    await waitForStatus(lab.page, /^Ready to train$/)
    await tab(lab.page, 'Model').click()
  })
  afterAll(() => lab?.close())

  const total = (): Promise<string> =>
    lab.page
      .getByRole('row', { name: /^Total parameters/ })
      .getByRole('cell')
      .innerText()
  const layers = (): Promise<string[]> =>
    lab.page
      .getByRole('listitem', { name: /, layer \d+$/ })
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''))

  it('shows the reference numbers of a preset', async () => {
    await lab.page.getByRole('button', { name: 'SimpleRNN, every step' }).click()
    await expect.poll(total).toBe('338,081')
    await lab.page
      .getByRole('group', { name: 'Reference' })
      .getByRole('button', { name: 'LSTM', exact: true })
      .click()
    await expect.poll(total).toBe('328,353')
    await takeScreenshots(lab, 'model')
  })

  it('updates the summary while a person types', async () => {
    const units = lab.page
      .getByRole('listitem', { name: /^LSTM, layer 2$/ })
      .getByRole('textbox', { name: 'Units' })
    await units.fill('64')
    // 320,000 + 4 × (64 × (32 + 64) + 64) + 65
    await expect.poll(total).toBe('344,897')
  })

  it('adds, moves and removes layers, and says what does not fit', async () => {
    await lab.page.getByRole('button', { name: 'Add layer' }).click()
    await lab.page.getByRole('menuitem', { name: 'Dropout', exact: true }).click()
    expect(await layers()).toEqual([
      'Embedding, layer 1',
      'LSTM, layer 2',
      'Dropout, layer 3',
      'Dense, layer 4',
    ])
    await lab.page.getByRole('button', { name: /^Move Dropout, layer 3 of/ }).press('ArrowUp')
    expect((await layers())[1]).toBe('Dropout, layer 2')
    await lab.page.getByRole('button', { name: 'Remove LSTM, layer 3' }).click()
    expect(await layers()).toHaveLength(3)
    const dense = lab.page.getByRole('listitem', { name: /^Dense, layer 3$/ })
    await dense.getByText(/sequence/).waitFor()
    await lab.page.getByRole('button', { name: 'Undo', exact: true }).click()
    expect(await layers()).toHaveLength(4)
  })

  it('is reached by the keyboard alone, with the focus always visible', async () => {
    await lab.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur()) // start from the top
    const reached: string[] = []
    for (let press = 0; press < 120; press++) {
      await lab.page.keyboard.press('Tab')
      const stop = await lab.page.evaluate(() => {
        const element = document.activeElement
        if (!element || element === document.body) return null
        const style = getComputedStyle(element)
        const around = element.closest('label, .control, .select, li, tr')
        const ring = (of: CSSStyleDeclaration): boolean =>
          (of.outlineStyle !== 'none' && parseFloat(of.outlineWidth) > 0) || of.boxShadow !== 'none'
        return {
          name: `${element.getAttribute('role') ?? element.tagName.toLowerCase()} ${
            element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''
          }`,
          visible: ring(style) || (around !== null && ring(getComputedStyle(around))),
          inView: element.getBoundingClientRect().width > 0,
        }
      })
      if (!stop) break
      expect(stop, stop.name).toMatchObject({ visible: true, inView: true })
      reached.push(stop.name)
    }
    const missing = [/Train$/, /Model$/, /Add layer/, /Remove LSTM/].filter(
      (wanted) => !reached.some((name) => wanted.test(name)),
    )
    expect(missing).toEqual([])
  })

  it('switches steps, closes a dialog, trains and stops by shortcut', async () => {
    await lab.page.keyboard.press('Control+1')
    await expect.poll(() => tab(lab.page, 'Data').getAttribute('aria-selected')).toBe('true')
    await lab.page.keyboard.press('Control+2')
    await expect.poll(() => tab(lab.page, 'Model').getAttribute('aria-selected')).toBe('true')

    await chooseMenu(lab, 'Keyboard shortcuts')
    const dialog = lab.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.waitFor()
    await takeScreenshots(lab, 'shortcuts')
    await lab.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })

    const small = lab.page.getByRole('group', { name: 'Small' }).getByRole('button')
    await small.first().click()
    await lab.page.keyboard.press('Control+Enter')
    await waitForStatus(lab.page, /^Epoch \d+ of /)
    await lab.page.keyboard.press('Control+.')
    await waitForStatus(lab.page, /^Stopped after/)
  })
})
