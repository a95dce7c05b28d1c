// What a path is taken for before it is imported, by its name and what lies beside it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ImportLook } from '#shared/protocol/desktop-api'
import { zipFiles } from '../../src/files/zip'
import { lookAtImport } from '../../src/main/import-look'

let base: string
const words = new TextEncoder().encode('{}')

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'unroll-look-'))
  const files = [
    ...['run/run.json', 'zipped/run.zip', 'keras/model.keras', 'bare/model.json', 'other/a.csv'],
    ...['tfjs/model.json', 'tfjs/experiment.json', 'tfjs/vocabulary.json', 'data.json', 'm.H5'],
  ]
  for (const file of files) {
    mkdirSync(dirname(join(base, file)), { recursive: true })
    writeFileSync(join(base, file), words)
  }
  const zips: [string, string[]][] = [
    ['run.zip', ['run.json', 'experiment.json', 'model/model.json']],
    ['texts.zip', ['train/a.txt', 'run.json']],
  ]
  for (const [name, entries] of zips)
    writeFileSync(join(base, name), await zipFiles(entries.map((entry) => [entry, words])))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

it.each<[string, ImportLook | null]>([
  ['run', 'run'],
  ['zipped', 'run'],
  ['run.zip', 'run'],
  ['texts.zip', null],
  ['tfjs', 'described-model'],
  ['tfjs/model.json', 'described-model'],
  ['bare', 'bare-model'],
  ['bare/model.json', 'bare-model'],
  ['keras', 'bare-model'],
  ['keras/model.keras', 'bare-model'],
  ['m.H5', 'bare-model'],
  ['data.json', null],
  ['other', null],
  ['other/a.csv', null],
  ['missing', null],
])('%s: %s', async (name, look) => expect(await lookAtImport(join(base, name))).toBe(look))
