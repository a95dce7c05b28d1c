// Run folders go to the system's trash, here one of the test's own, and never anywhere else.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteRuns } from '../../../src/engine/runs/delete-runs'
import { writeLock } from '../../../src/engine/runs/run-lock'
import { temporaryFolder } from '../sample'
import { writeRun } from './sample-run'

// The library reads this when it is loaded, which is at the first deletion.
const dataHome = mkdtempSync(join(tmpdir(), 'unroll-trash-'))
process.env.XDG_DATA_HOME = dataHome

const trash = join(dataHome, 'Trash')
const trashed = (): string[] => readdirSync(join(trash, 'files'))

beforeEach(() => {
  rmSync(trash, { recursive: true, force: true })
  mkdirSync(join(trash, 'files'), { recursive: true })
})
afterAll(() => rmSync(dataHome, { recursive: true, force: true }))

/** Elsewhere the trash is not a folder that a test can choose; another disk has a trash of its own. */
const isTrashOurs =
  process.platform === 'linux' && statSync(tmpdir()).dev === statSync(homedir()).dev

describe.runIf(isTrashOurs)('deleting runs', () => {
  it('moves them to the trash, whole and with a note of where they were', async () => {
    const store = temporaryFolder()
    const folders = [await writeRun(store, 'one'), await writeRun(store, 'two')]
    await writeRun(store, 'three')
    const files = readdirSync(folders[0], { recursive: true }).sort()
    expect(await deleteRuns(folders)).toEqual({ ok: true, value: null })
    expect(readdirSync(store)).toEqual(['three'])
    const [first] = trashed()
    expect(trashed()).toHaveLength(2)
    expect(readdirSync(join(trash, 'files', first), { recursive: true }).sort()).toEqual(files)
    expect(readdirSync(join(trash, 'info'))).toHaveLength(2)
  })

  it('takes names as they are, not as patterns', async () => {
    const store = temporaryFolder()
    const star = await writeRun(store, 'run-*')
    await writeRun(store, 'run-1')
    expect(await deleteRuns([star])).toEqual({ ok: true, value: null })
    expect(readdirSync(store)).toEqual(['run-1'])
  })

  it('leaves all when one of them trains', async () => {
    const store = temporaryFolder()
    const folders = [await writeRun(store, 'one'), await writeRun(store, 'two')]
    await writeLock(folders[1])
    expect(await deleteRuns(folders)).toMatchObject({
      code: 'busy',
      message: '"two" is still training. Stop it first, then delete it.',
    })
    expect(readdirSync(store).sort()).toEqual(['one', 'two'])
  })

  it('takes damaged runs too', async () => {
    const store = temporaryFolder()
    const folder = await writeRun(store, 'one')
    rmSync(join(folder, 'run.json'))
    writeFileSync(join(folder, 'metrics.jsonl'), 'x')
    expect(await deleteRuns([folder])).toEqual({ ok: true, value: null })
    expect(readdirSync(store)).toEqual([])
  })

  it('deletes nothing that is no run', async () => {
    const pictures = join(temporaryFolder(), 'pictures')
    mkdirSync(pictures)
    expect(await deleteRuns([pictures])).toMatchObject({
      code: 'run-unreadable',
      message: `${pictures} is not a run folder, so it is not deleted.`,
    })
    expect(trashed()).toEqual([])
  })

  it('is content with a folder that is gone', async () => {
    expect(await deleteRuns([join(temporaryFolder(), 'gone')])).toEqual({ ok: true, value: null })
  })

  it('takes a link away, and not what it leads to', async () => {
    const [store, elsewhere] = [temporaryFolder(), temporaryFolder()]
    await writeRun(elsewhere, 'one')
    symlinkSync(join(elsewhere, 'one'), join(store, 'link'))
    expect(await deleteRuns([join(store, 'link')])).toEqual({ ok: true, value: null })
    expect(readdirSync(store)).toEqual([])
    expect(readdirSync(join(elsewhere, 'one'))).toContain('run.json')
  })

  it('says so and leaves them where there is no trash', async () => {
    const store = temporaryFolder()
    const folders = [await writeRun(store, 'one'), await writeRun(store, 'two')]
    rmSync(trash, { recursive: true })
    writeFileSync(trash, 'a file in its place')
    expect(await deleteRuns(folders)).toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(
        /one and 1 more of 2 runs could not be moved to the system's trash \(.+\)\. Nothing of it was deleted/,
      ),
    })
    expect(readdirSync(store).sort()).toEqual(['one', 'two'])
    expect(readdirSync(folders[0])).toContain('run.json')
  })
})
