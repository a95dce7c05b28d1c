// The own kernels' library is found wherever the lab may lie, and a clause says why when it is not.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KernelAddon } from '../../../src/worker/kernels/addon'
import { findBinary } from '../../../src/worker/kernels/find-binary'
import { binaryFile } from '../../native/binary'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unroll-kernels-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

/** What set-up leaves in the node_modules of a folder; the path of the library. */
function setUpIn(folder: string, record: unknown = built): string {
  const kernels = join(root, folder, 'node_modules', '.unroll', 'kernels')
  mkdirSync(kernels, { recursive: true })
  writeFileSync(join(kernels, 'kernels.json'), JSON.stringify(record))
  copyFileSync(binaryFile(), join(kernels, 'unroll_kernels.node'))
  return join(kernels, 'unroll_kernels.node')
}

const built = { format: 'unroll-kernels/1', kind: 'built', note: 'avx2' }

describe('the library', () => {
  it.each([
    ['a checkout, from its sources', 'checkout', 'checkout/src/worker/kernels'],
    ['a checkout, from what was built', 'checkout', 'checkout/out/main/chunks'],
    ['node_modules of another project', 'project', 'project/node_modules/unroll/out/main'],
    [
      "a packaged app's unpacked folder",
      'resources/app.asar.unpacked',
      'resources/app.asar/out/main/chunks',
    ],
  ])('is found in %s, and loads', (_place, folder, from) => {
    const library = setUpIn(folder)
    const found = findBinary(join(root, ...from.split('/')))
    expect(found).toBe(library)
    const addon = createRequire(import.meta.url)(library) as KernelAddon // require has no types
    expect(addon.instructionSets.length).toBeGreaterThan(0)
  })

  it('is the one that is given before any other', () => {
    setUpIn('checkout')
    expect(findBinary(join(root, 'checkout'), '/sanitized.node')).toBe('/sanitized.node')
  })
})

describe('no library', () => {
  const from = () => join(root, 'checkout', 'out', 'main')

  it('where set-up never was', () => {
    expect(findBinary(from())).toEqual({ missing: 'the own kernels are not set up' })
  })

  it("where set-up could not build it, in set-up's words", () => {
    setUpIn('checkout', { ...built, kind: 'none', note: 'there is no C++ compiler here' })
    expect(findBinary(from())).toEqual({ missing: 'there is no C++ compiler here' })
  })

  it('where the record is damaged', () => {
    const library = setUpIn('checkout', { kind: 'built' })
    const file = library.replace('unroll_kernels.node', 'kernels.json')
    expect(findBinary(from())).toEqual({ missing: `${file} is damaged` })
  })

  it('where it was deleted', () => {
    const library = setUpIn('checkout')
    rmSync(library)
    expect(findBinary(from())).toEqual({ missing: `${library} is missing` })
  })
})
