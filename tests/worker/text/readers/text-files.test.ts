// Texts without labels, wherever they lie: alone, packed, in folders and archives.
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { previewData } from '../../../../src/worker/text/preview'
import { openDocuments } from '../../../../src/worker/text/readers/documents'
import { openTextFiles, type TextPiece } from '../../../../src/worker/text/readers/text-files'
import { DataFiles, dataOptions } from '../data-files'
import { tarGzOf, zipOf } from './packed-files'

const files = new DataFiles()
afterAll(() => files.remove())

async function read(...[path, others]: Parameters<typeof dataOptions>): Promise<TextPiece[]> {
  const documents = await openDocuments(dataOptions(path, others))
  if (!documents.ok) throw new Error(documents.message)
  const pieces: TextPiece[] = []
  for await (const batch of documents.value.pieces()) {
    if (!batch.ok) throw new Error(batch.message)
    pieces.push(...batch.value)
  }
  return pieces
}

const textsOf = (pieces: readonly TextPiece[]) => pieces.map(({ text }) => text)

describe('documents', () => {
  it.each([
    ['a .txt file', () => files.write('a.txt', 'one\r\ntwo')],
    ['a .md file', () => files.write('a.md', 'one\ntwo')],
    ['a .txt.gz file', () => files.write('a.txt.gz', gzipSync('one\ntwo'))],
    ['a .zip of one', async () => files.write('a.zip', await zipOf({ 'in/a.txt': 'one\ntwo' }))],
    [
      'a .tar.gz of one',
      async () => files.write('a.tar.gz', await tarGzOf({ 'in/a.txt': 'one\ntwo' })),
    ],
    ['a file with a byte order mark', () => files.write('b.txt', '\uFEFFone\ntwo')],
  ])('of %s', async (_, path) => {
    expect(await read(await path())).toMatchObject([{ text: 'one\ntwo', isLast: true }])
  })

  it('of a folder name their files, and one that is no text is left out', async () => {
    files.write('mixed/a.txt', 'alpha')
    files.write('mixed/b/c.md', 'gamma')
    files.write('mixed/picture.txt', Buffer.alloc(500))
    files.write('mixed/.hidden.txt', 'hidden')
    expect(await read(join(files.root, 'mixed'))).toEqual([
      { text: 'alpha', isLast: true, file: 'a.txt' },
      { text: '', isLast: true, file: 'picture.txt', problem: 'It is not a text file.' },
      { text: 'gamma', isLast: true, file: 'b/c.md' },
    ])
  })

  it('of train and test are those of train, or of the part that is asked for', async () => {
    files.write('parts/train/a.txt', 'learn')
    files.write('parts/test/b.txt', 'ask')
    const folder = join(files.root, 'parts')
    expect(textsOf(await read(folder))).toEqual(['learn'])
    expect(textsOf(await read(folder, { split: 'test' }))).toEqual(['ask'])
  })

  it('of a table are its text column, or what a template makes of several', async () => {
    const path = files.write('t.csv', 'title,body,label\nA,"first one, long",x\nB,second one,y\n')
    expect(textsOf(await read(path))).toEqual(['first one, long', 'second one'])
    const template = '{title}: {body}'
    expect(textsOf(await read(path, { template }))).toEqual(['A: first one, long', 'B: second one'])
  })

  it('of a column that is not there are refused', async () => {
    const path = files.write('u.csv', 'text\none\n')
    expect(await openDocuments(dataOptions(path, { text: 'body' }))).toMatchObject({
      ok: false,
      message: 'u.csv has no column "body" for data.text; it has "text".',
    })
  })

  it('of a long text come in pieces', async () => {
    const text = 'a line of a long text\n'.repeat(20_000)
    const pieces = await read(files.write('long.txt', text))
    expect(pieces.length).toBeGreaterThan(10)
    expect(pieces.filter(({ isLast }) => isLast)).toHaveLength(1)
    expect(pieces.at(-1)?.isLast).toBe(true)
    expect(textsOf(pieces).join('')).toBe(text)
  })
})

describe('openTextFiles', () => {
  it('leaves tables to others', async () => {
    files.write('tables/a.csv', 'text\none\n')
    files.write('tables/about.txt', 'a description')
    for (const name of ['tables', 'tables/a.csv']) {
      const opened = await openTextFiles({
        path: join(files.root, name),
        split: null,
        encoding: 'auto',
      })
      expect(opened).toEqual({ ok: true, value: null })
    }
  })

  it.each([
    ['empty.txt', '', 'empty.txt is empty; choose a file with a text in it.'],
    ['binary.txt', Buffer.alloc(500), /binary.txt is a binary file, not text/],
    ['none.txt', undefined, /^There is no file or folder .*none.txt/],
  ])('refuses %s', async (name, content, sentence) => {
    const path = content === undefined ? join(files.root, name) : files.write(name, content)
    await expect(read(path)).rejects.toThrow(sentence)
  })
})

it('a preview shows the beginnings of texts', async () => {
  const path = files.write('look.txt', 'a'.repeat(1000))
  const preview = await previewData({ path, encoding: 'auto', split: null })
  expect(preview).toMatchObject({
    ok: true,
    value: {
      kind: 'text',
      container: 'file',
      columns: ['text'],
      guess: { text: 'text', label: null },
      rows: [[`${'a'.repeat(300)}…`]],
    },
  })
})
