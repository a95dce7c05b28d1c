// Each file of a run folder damaged in turn: a sentence that names the file, never a throw, and nothing is changed.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../sample'
import { openStore, writeRun } from './sample-run'

/** And whether the list needs it. */
const files: readonly [string, boolean][] = [
  ['run.json', true],
  ['notes.json', true],
  ['checkpoints.json', true],
  ['metrics.jsonl', true],
  ['experiment.json', false],
  ['summary.json', false],
  ['report.json', false],
  ['evaluation.json', false],
  ['log.jsonl', false],
]
const ways: readonly [string, (path: string) => void, RegExp][] = [
  ['cut off', (path) => truncateSync(path, 30), /damaged|not valid JSON|is not/],
  ['random bytes', (path) => writeFileSync(path, randomBytes(2000)), /damaged|JSON/],
  ['a newer version', (path) => replace(path, /(unroll-\w+)\/\d+/, '$1/99'), /unroll-\w+\/99/],
  [
    'a JSON null',
    (path) => writeFileSync(path, 'null\n'),
    /damaged|has to be|must be|expected|object/,
  ],
]
// A file of lines that is cut off has lost its end, as a crash leaves it, and is read without it.
const cases = files.flatMap(([file, isListed]) =>
  ways
    .filter(([way]) => way !== 'cut off' || file.endsWith('.json'))
    .map(([way, damage, reason]) => ({ file, way, isListed, damage, reason })),
)

describe.each(cases)('$file: $way', ({ file, isListed, damage, reason }) => {
  it('is named and hides no other run', async () => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'damaged')
    await writeRun(store.folder, 'whole')
    unwrap(await store.list()) // so that it was in the index before
    const path = join(folder, file)
    damage(path)
    const before = readFileSync(path)
    const opened = await store.detail(folder)
    expect(opened).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!opened.ok) {
      expect(opened.message).toContain(path)
      expect(opened.message).toMatch(reason)
    }
    const { runs, damaged } = unwrap(await store.list())
    expect(runs.map(({ id }) => id).sort()).toEqual(isListed ? ['whole'] : ['damaged', 'whole'])
    if (isListed) expect(damaged).toEqual([{ folder, reason: expect.stringContaining(path) }])
    expect(readFileSync(path)).toEqual(before)
  })
})

/** Always the same ones, with a line break among them. */
function randomBytes(count: number): Uint8Array {
  let state = 7
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state >> 16
  })
}

function replace(path: string, what: RegExp, by: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(what, by))
}
