// Trains a small run, exports it, and imports what was exported, for tests of what comes back.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Task } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import { caseOf, exportAs, trainedCase, type TriedCell } from '../export/runs'
import { importedFrom, largestDifference, openRun, vectorsOf } from './importing'

/** With UNROLL_PRINT_PARITY=1 the differences are printed as a table. */
const isPrinted = Boolean(process.env.UNROLL_PRINT_PARITY)

/** Describes that a run of this task and cell predicts the same once it has gone out as each of these files and come back. */
export function describeComingBack(
  task: Task,
  cell: TriedCell,
  files: readonly ('model.json' | 'model.keras' | 'model.h5')[],
): void {
  const tried = caseOf(task, cell)
  if (!tried) return
  describe(`${task} with ${cell}`, () => {
    let folder = ''
    let run = ''
    const measured: string[] = []
    beforeAll(async () => {
      await startBackend()
      folder = await mkdtemp(join(tmpdir(), 'unroll-coming-back-'))
      run = await trainedCase(join(folder, 'trained'), tried)
    })
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true })
      if (isPrinted) console.log(measured.join('\n'))
    })

    it.each(files)('predicts the same from %s', async (file) => {
      const out = join(folder, file)
      const exported = await exportAs(file === 'model.json' ? 'tfjs' : 'keras', run, out)
      if (!exported.ok) throw new Error(exported.message)
      const before = await vectorsOf(run)
      const tensors = tf.memory().numTensors
      const { folder: imported, model } = await importedFrom(join(out, file))
      expect(tf.memory().numTensors).toBe(tensors)

      const difference = largestDifference(before, await vectorsOf(imported))
      measured.push(`${file} | ${task} | ${cell} | ${difference}`)
      expect(difference).toBeLessThanOrEqual(1e-6)
      expect(model.notes).toEqual([])
      await openRun(imported, async ({ experiment }) => {
        expect(experiment).toEqual(model.experiment)
        expect(experiment.model).toEqual((await openRun(run, async (one) => one)).experiment.model)
      })
    })
  })
}
