// variants.json: surgeries are kept, listed and taken away; a damaged or foreign file is left alone.
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Surgery } from '#shared/domain/inside/surgery'
import { importRun } from '../../../src/engine/runs/import-run'
import { deleteVariant, readVariants, saveVariant } from '../../../src/engine/runs/variants'
import { temporaryFolder, unwrap } from '../sample'
import { openStore, writeRun } from './sample-run'

const surgery: Surgery = [
  { type: 'clamp-gate', layer: 'lstm', direction: null, gate: 'forget', units: [1, 2], value: 0 },
  { type: 'scale-unit', layer: 'lstm', direction: null, unit: 3, factor: -2 },
  { type: 'silence-token', token: 4 },
]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-variants-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const file = () => join(folder, 'variants.json')

describe('variants', () => {
  it('are none without a file', async () => {
    expect(await readVariants(folder)).toEqual({ ok: true, value: [] })
  })

  it('are kept in their order, also when several are saved at once, and are deleted by id', async () => {
    const saved = await Promise.all(
      ['No memory', 'Half', 'No memory'].map((name) => saveVariant(folder, { name, surgery })),
    )
    expect(saved.every(({ ok }) => ok)).toBe(true)
    const read = await readVariants(folder)
    if (!read.ok) throw new Error(read.message)
    expect(read.value.map(({ name }) => name)).toEqual(['No memory', 'Half', 'No memory'])
    expect(new Set(read.value.map(({ id }) => id)).size).toBe(3)
    expect(read.value[0].surgery).toEqual(surgery)
    const left = await deleteVariant(folder, read.value[1].id)
    expect(left).toEqual({ ok: true, value: [read.value[0], read.value[2]] })
    expect(await readVariants(folder)).toEqual(left)
    expect(await deleteVariant(folder, read.value[1].id)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
    })
  })

  it('come along when a run is imported, but never as a link', async () => {
    const store = openStore()
    const source = await writeRun(temporaryFolder(), 'imported')
    unwrap(await saveVariant(source, { name: 'No memory', surgery }))
    const { folder: copy } = unwrap(await importRun(source, store.folder))
    expect(await readVariants(copy)).toEqual(await readVariants(source))
    await rm(join(source, 'variants.json'))
    await symlink('/etc/passwd', join(source, 'variants.json'))
    expect(await importRun(source, store.folder)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
    })
  })

  it.each([
    ['no name', { name: '  ', surgery }],
    ['a long name', { name: 'x'.repeat(201), surgery }],
    ['no change', { name: 'Nothing', surgery: [] }],
  ])('are refused with %s', async (_what, variant) => {
    expect(await saveVariant(folder, variant)).toMatchObject({ ok: false, code: 'write-failed' })
    expect(await readVariants(folder)).toEqual({ ok: true, value: [] })
  })

  it('are at most a thousand', async () => {
    const variants = Array.from({ length: 1000 }, (_, index) => ({
      id: `v-${index}`,
      name: 'v',
      surgery,
      savedAt: '',
    }))
    await writeFile(file(), JSON.stringify({ format: 'unroll-variants/1', variants }))
    expect(await saveVariant(folder, { name: 'One more', surgery })).toMatchObject({
      ok: false,
      message: expect.stringContaining('1,000 variants'),
    })
  })

  it.each([
    ['damaged', '{"format":"unroll-variants/1","variants":[{}]}', 'is damaged at variants.0'],
    ['not JSON', 'nothing', 'it is not JSON'],
    ['of another version', '{"format":"unroll-variants/9"}', 'has the format "unroll-variants/9"'],
  ])(
    'of a file that is %s are refused, and it is left as it is',
    async (_what, content, sentence) => {
      await writeFile(file(), content)
      for (const answer of [
        await readVariants(folder),
        await saveVariant(folder, { name: 'New', surgery }),
      ])
        expect(answer).toMatchObject({ ok: false, message: expect.stringContaining(sentence) })
      expect(await readFile(file(), 'utf8')).toBe(content)
    },
  )
})
