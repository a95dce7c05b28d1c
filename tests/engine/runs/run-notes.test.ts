// Names, notes, tags and stars: what is left out stays, and nothing but notes.json is written.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RunNotes } from '#shared/domain/run'
import { readNotes } from '../../../src/engine/runs/run-files'
import { updateNotes } from '../../../src/engine/runs/run-notes'
import { temporaryFolder, unwrap } from '../sample'
import { writeRun } from './sample-run'

const before: RunNotes = {
  name: 'A name of its own',
  notes: 'Better than the last.',
  tags: ['small'],
  starred: true,
}

it.each<[string, Partial<RunNotes>, RunNotes]>([
  ['nothing', {}, before],
  ['a star', { starred: false }, { ...before, starred: false }],
  ['a name', { name: '  Best so far ' }, { ...before, name: 'Best so far' }],
  ['no name', { name: ' ' }, { ...before, name: null }],
  ['tags', { tags: [' a', 'b', 'a', ''] }, { ...before, tags: ['a', 'b'] }],
  [
    'notes, as they were typed',
    { notes: ' two\nlines \n' },
    { ...before, notes: ' two\nlines \n' },
  ],
])('changes %s', async (_what, change, expected) => {
  const folder = await writeRun(temporaryFolder(), 'one')
  const record = readFileSync(join(folder, 'run.json'))
  expect(await updateNotes(folder, change)).toEqual({ ok: true, value: expected })
  expect(unwrap(await readNotes(folder))).toEqual(expected)
  expect(readFileSync(join(folder, 'run.json'))).toEqual(record)
})

it('begins with empty notes', async () => {
  const folder = await writeRun(temporaryFolder(), 'one')
  rmSync(join(folder, 'notes.json'))
  const notes = { name: null, notes: '', tags: [], starred: true }
  expect(unwrap(await updateNotes(folder, { starred: true }))).toEqual(notes)
})

it('loses none of many changes at once', async () => {
  const folder = await writeRun(temporaryFolder(), 'one')
  await Promise.all([
    updateNotes(folder, { starred: false }),
    updateNotes(folder, { name: 'Other' }),
    updateNotes(folder, { tags: ['x'] }),
    updateNotes(folder, { notes: 'y' }),
  ])
  const notes = { name: 'Other', notes: 'y', tags: ['x'], starred: false }
  expect(unwrap(await readNotes(folder))).toEqual(notes)
})

it('refuses what is too long, and leaves the file', async () => {
  const folder = await writeRun(temporaryFolder(), 'one')
  expect(await updateNotes(folder, { name: 'x'.repeat(201) })).toMatchObject({
    code: 'write-failed',
    message: expect.stringMatching(/notes\.json was left as it is: name: /),
  })
  expect(unwrap(await readNotes(folder))).toEqual(before)
})

it('does not write over notes that it cannot read', async () => {
  const folder = await writeRun(temporaryFolder(), 'one')
  writeFileSync(join(folder, 'notes.json'), '{"format":"unroll-notes/2"}')
  expect(await updateNotes(folder, { starred: true })).toMatchObject({
    message: expect.stringMatching(/notes\.json has the format "unroll-notes\/2"/),
  })
  expect(readFileSync(join(folder, 'notes.json'), 'utf8')).toBe('{"format":"unroll-notes/2"}')
})

it('writes into run folders only', async () => {
  const folder = join(temporaryFolder(), 'pictures')
  mkdirSync(folder)
  expect(await updateNotes(folder, { starred: true })).toMatchObject({ code: 'run-unreadable' })
  expect(readdirSync(folder)).toEqual([])
})
