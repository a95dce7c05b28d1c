// What a window may touch: real paths, compared folder by folder.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Grants } from '../../src/engine/grants'
import { temporaryFolder } from './sample'

/** chosen/ (granted), chosen-not/ and secret/ beside it, links between them, and readable/. */
function place() {
  const root = temporaryFolder()
  for (const folder of ['chosen/inner', 'chosen-not', 'secret', 'readable'])
    mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'chosen/data.csv'), '')
  writeFileSync(join(root, 'secret/key'), '')
  writeFileSync(join(root, 'readable/run.json'), '')
  symlinkSync(join(root, 'secret'), join(root, 'chosen/way-out'))
  symlinkSync(join(root, 'secret/not-there-yet'), join(root, 'chosen/dangling'))
  symlinkSync(join(root, 'chosen'), join(root, 'other-name'))
  const grants = new Grants()
  grants.grant(join(root, 'other-name'))
  grants.allowReading(async () => [join(root, 'readable'), join(root, 'gone')])
  return { root, grants }
}

describe('Grants', () => {
  it.each([
    ['the folder itself', 'chosen', 'read write'],
    ['the same folder by its link', 'other-name/data.csv', 'read write'],
    ['a file in it', 'chosen/data.csv', 'read write'],
    ['a folder in it, with dots', 'chosen/inner/../inner/./', 'read write'],
    ['what is not there yet', 'chosen/inner/new/deep', 'read write'],
    ['a name with two dots', 'chosen/..data', 'read write'],
    ['a neighbour with the same beginning', 'chosen-not', ''],
    ['a way out with dots', 'chosen/../secret/key', ''],
    ['a way out by a link', 'chosen/way-out/key', ''],
    ['a new file behind a link', 'chosen/way-out/new', ''],
    ['a link to nowhere', 'chosen/dangling', ''],
    ['what lies under a link to nowhere', 'chosen/dangling/new', ''],
    ['the folder above', '', ''],
    ['what is only readable', 'readable/run.json', 'read'],
    ['a new file there', 'readable/new', 'read'],
  ])('%s', async (_what, path, expected) => {
    const { root, grants } = place()
    const uses = ['read', 'write'] as const
    const allowed: string[] = []
    for (const use of uses)
      if ((await grants.check(`${root}/${path}`, use)) === null) allowed.push(use)
    expect(allowed.join(' ')).toBe(expected)
  })

  it.each(['relative.csv', '', '../x'])('refuses the relative path "%s"', async (path) => {
    const { grants } = place()
    expect(await grants.check(path, 'read')).toMatchObject({ ok: false, code: 'not-granted' })
  })

  it('names the path and the way to mend it', async () => {
    const failed = await new Grants().check('/etc/passwd', 'read')
    expect(failed?.message).toBe(
      '/etc/passwd was not chosen in this window. Choose it with the file dialog or drop it on the window.',
    )
  })

  it('lets the command line use everything', async () => {
    expect(await new Grants({ everything: true }).check('/etc', 'write')).toBeNull()
  })
})
