// The window as the system sees it: its size and place, one lab per home, its menu, its end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import {
  checkout,
  describeLab,
  electronPath,
  enginePid,
  openLab,
  temporaryFolder,
  asRoot,
  type LabApp,
} from './lab-app'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describeLab('the window', () => {
  let lab: LabApp | undefined
  afterEach(async () => {
    await lab?.close()
    lab = undefined
  })

  const bounds = (of: LabApp) =>
    of.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getBounds())

  it('opens at 1280 by 800, comes back where it was, and gets no smaller than 900 by 600', async () => {
    const first = await openLab()
    lab = first
    expect(await bounds(first)).toMatchObject({ width: 1280, height: 800 })
    const place = { x: 40, y: 30, width: 1000, height: 700 }
    await first.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0].setBounds(wanted),
      place,
    )
    await expect.poll(() => bounds(first)).toEqual(place)
    await first.close()

    lab = await openLab(first.home)
    expect(await bounds(lab)).toEqual(place)
    const smallest = await lab.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0].getMinimumSize(),
    )
    expect(smallest).toEqual([900, 600])
  })

  it('is the only one of its home: a second start ends and brings it to the front', async () => {
    lab = await openLab()
    await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].hide())
    const second = spawn(electronPath, [...asRoot, '--disable-gpu', checkout], {
      env: { ...process.env, UNROLL_HOME: lab.home },
      stdio: 'ignore',
    })
    const [code] = (await once(second, 'exit')) as [number] // the exit event's first argument
    expect(code).toBe(0)
    const isVisible = (): Promise<boolean> =>
      (lab as LabApp).app.evaluate(({ BrowserWindow }) =>
        // opened above
        BrowserWindow.getAllWindows()[0].isVisible(),
      )
    await expect.poll(isVisible).toBe(true)
  })

  it('says so when its home cannot be written, and ends', async () => {
    const file = join(temporaryFolder('home'), 'a-file')
    writeFileSync(file, '')
    const child = spawn(electronPath, [...asRoot, '--disable-gpu', checkout], {
      env: { ...process.env, UNROLL_HOME: join(file, 'home') },
    })
    let said = ''
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    const [code] = (await once(child, 'close')) as [number] // the close event's first argument
    expect(code).toBe(1)
    expect(said).toContain(`The folder ${join(file, 'home')} cannot be written`)
  })

  it('has a native menu with shortcuts', async () => {
    lab = await openLab()
    const labels = await lab.app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap((menu) =>
        (menu.submenu?.items ?? []).map((item) => `${item.label} ${item.accelerator ?? ''}`.trim()),
      ),
    )
    expect(labels).toEqual(
      expect.arrayContaining([
        'Train CmdOrCtrl+Enter',
        'Open experiment… CmdOrCtrl+O',
        'Keyboard shortcuts CmdOrCtrl+/',
      ]),
    )
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with its engine on %s', async (signal) => {
    lab = await openLab()
    const engine = await enginePid(lab.app)
    const ended = once(lab.child, 'exit')
    lab.child.kill(signal)
    const [code] = (await ended) as [number | null] // the exit event's first argument
    expect(code).toBe(0)
    await expect.poll(() => isAlive(engine)).toBe(false)
  })
})
