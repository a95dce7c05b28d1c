// Which paths the page may point at: those a person chose, and what lies in them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Grants } from '../../src/main/grants'

let base: string
let told: string[]
let grants: Grants
const at = (...parts: string[]): string => join(base, ...parts)

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'unroll-grants-')))
  for (const folder of ['data', 'data-other', 'runs/one'])
    mkdirSync(at(folder), { recursive: true })
  for (const file of ['data/a.csv', 'data-other/b.csv', 'secret.csv']) writeFileSync(at(file), 'x')
  symlinkSync(at('secret.csv'), at('data', 'link.csv'))
  symlinkSync(at('data'), at('alias'))
  told = []
  grants = new Grants((path) => told.push(path))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

describe('adding', () => {
  it('describes a file and a folder and tells the engine', () => {
    expect(grants.add(at('secret.csv'))).toEqual({
      path: at('secret.csv'),
      name: 'secret.csv',
      isFolder: false,
    })
    expect(grants.add(at('data'))?.isFolder).toBe(true)
    expect(told).toEqual([at('secret.csv'), at('data')])
    expect(grants.all()).toEqual(told)
  })

  it.each(['missing.csv', '../nowhere/at/all'])('refuses %s, which is not there', (name) => {
    expect(grants.add(at(name))).toBeNull()
    expect(told).toEqual([])
  })

  it('refuses a relative path', () => expect(grants.add('package.json')).toBeNull())
})

describe('covering', () => {
  it.each<[string, boolean]>([
    ['data', true],
    ['data/a.csv', true],
    ['alias/a.csv', true],
    ['data/../data/a.csv', true],
    ['data/link.csv', false],
    ['data/../secret.csv', false],
    ['data-other', false],
    ['data-other/b.csv', false],
    ['data/missing.csv', false],
    ['runs/one', true],
    ['runs/../secret.csv', false],
    ['', false],
  ])('%s: %s', (name, covered) => {
    grants.add(at('data'))
    expect(grants.covers(at(name), at('runs'))).toBe(covered)
  })

  it('nothing before anything was chosen', () => {
    expect(grants.covers(at('data', 'a.csv'))).toBe(false)
  })
})
