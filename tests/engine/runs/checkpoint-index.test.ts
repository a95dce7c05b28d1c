// The index of checkpoints: the last two and the best one count, and only what no longer counts is removed.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CheckpointIndex, resetCheckpoints } from '../../../src/engine/runs/checkpoint-index'
import { readCheckpoints } from '../../../src/engine/runs/run-files'
import type { Checkpoint } from '#shared/domain/run'
import { temporaryFolder, unwrap } from '../sample'

const nameOf = (step: number): string => `step-${String(step).padStart(7, '0')}.safetensors`

function runFolder(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'checkpoints'))
  return folder
}

/** Writes a checkpoint's file and says how it is listed. */
function save(folder: string, step: number, isBest = false): Checkpoint {
  const file = `checkpoints/${nameOf(step)}`
  writeFileSync(join(folder, file), 'state')
  const position = { step, epoch: 1, stepInEpoch: step, stepsPerEpoch: 100 }
  return { ...position, file, bytes: 5, savedAt: '2026-11-21T00:00:00.000Z', isBest }
}

const filesOf = (folder: string): string[] => readdirSync(join(folder, 'checkpoints')).sort()

describe('CheckpointIndex', () => {
  it.each<[string, readonly number[], number[]]>([
    ['no best one', [], [4, 5]],
    ['an old best one', [2], [2, 4, 5]],
    ['the best one among the newest', [4], [4, 5]],
    ['a better one later', [1, 3], [3, 4, 5]],
  ])('keeps the last two and the best one: %s', async (_what, best, kept) => {
    const folder = runFolder()
    const index = new CheckpointIndex(folder)
    for (const step of [1, 2, 3, 4, 5])
      expect(await index.commit(save(folder, step, best.includes(step)))).toBeNull()
    expect(index.checkpoints.map(({ step }) => step)).toEqual(kept)
    expect(index.checkpoints.filter(({ isBest }) => isBest).map(({ step }) => step)).toEqual(
      best.slice(-1),
    )
    expect(unwrap(await readCheckpoints(folder))).toEqual(index.checkpoints)
    expect(filesOf(folder)).toEqual(kept.map(nameOf))
  })

  it('leaves a checkpoint alone that the trainer has written meanwhile', async () => {
    const folder = runFolder()
    const index = new CheckpointIndex(folder)
    for (const step of [1, 2]) await index.commit(save(folder, step))
    const third = save(folder, 3)
    save(folder, 4)
    await index.commit(third)
    expect(filesOf(folder)).toEqual([2, 3, 4].map(nameOf))
  })

  it('lists a state that is saved again once, and remembers that it is the best', async () => {
    const folder = runFolder()
    const index = new CheckpointIndex(folder)
    await index.commit(save(folder, 1, true))
    await index.commit(save(folder, 1))
    expect(index.checkpoints).toMatchObject([{ step: 1, isBest: true }])
  })

  it('removes nothing when the index cannot be written', async () => {
    const folder = runFolder()
    const index = new CheckpointIndex(folder)
    for (const step of [1, 2]) await index.commit(save(folder, step))
    const third = save(folder, 3)
    rmSync(join(folder, 'checkpoints.json'))
    mkdirSync(join(folder, 'checkpoints.json'))
    expect(await index.commit(third)).toMatchObject({ ok: false })
    expect(filesOf(folder)).toEqual([1, 2, 3].map(nameOf))
    rmSync(join(folder, 'checkpoints.json'), { recursive: true })
    expect(await index.commit(third)).toBeNull()
    expect(filesOf(folder)).toEqual([2, 3].map(nameOf))
  })
})

describe('resetCheckpoints', () => {
  it('leaves exactly what is listed, and no half written file', async () => {
    const folder = runFolder()
    const listed = [save(folder, 2)]
    save(folder, 3)
    writeFileSync(join(folder, 'checkpoints', `${nameOf(4)}.7-0-1.partial`), 'st')
    expect(await resetCheckpoints(folder, listed)).toBeNull()
    expect(filesOf(folder)).toEqual([nameOf(2)])
    expect(unwrap(await readCheckpoints(folder))).toEqual(listed)
  })
})
