// Every format of every task with every cell: what the exported files compute is what the lab computes, and twice the same bytes.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import type { ModelFormat } from '../../../src/worker/export/exporters'
import { verifyExport } from '../../../src/worker/export/verify-export'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { caseOf, cells, exportAs, quiet, tasks, trainedCase } from './runs'

const formats: readonly ModelFormat[] = ['keras', 'onnx', 'safetensors', 'pytorch', 'tfjs', 'html']
/** With UNROLL_PRINT_PARITY=1 the differences are printed as a table. */
const measured: string[] = []

let place = ''
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-matrix-'))
})
afterAll(async () => {
  await rm(place, { recursive: true, force: true })
  if (process.env.UNROLL_PRINT_PARITY) console.log(measured.join('\n'))
})

describe.each(tasks)('%s', (task) => {
  describe.each(cells)('%s', (cell) => {
    const tried = caseOf(task, cell)
    let folder = ''
    beforeAll(async () => {
      if (tried) folder = await trainedCase(join(place, `${task}-${cell}`), tried)
    })

    it.skipIf(!tried).each(formats)('%s', async (format) => {
      const tensors = tf.memory().numTensors
      const out = join(place, `${task}-${cell}-${format}`)
      const exported = await exportAs(format, folder, out)
      if (!exported.ok) throw new Error(exported.message)
      const { parity } = exported.value
      expect(parity.vectors).toBeGreaterThanOrEqual(3)
      expect(parity.numbers).toBeGreaterThanOrEqual(9)
      expect(parity.largestDifference).toBeLessThan(1e-5)
      measured.push(
        `${format} | ${task} | ${cell} | ${parity.largestDifference} | ${parity.program}`,
      )
      // From the folder on disk.
      const verified = await verifyExport(out, quiet)
      expect(verified).toMatchObject({ ok: true, value: { format, isWithin: true, parity } })
      releaseRun()
      expect(tf.memory().numTensors).toBe(tensors)
      await exportAs(format, folder, `${out}-again`)
      expect(await contentOf(`${out}-again`)).toEqual(await contentOf(out))
      releaseRun()
    })
  })
})

async function contentOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.toSorted().map(async (name) => {
    const content = await readFile(join(folder, name)).catch(() => Buffer.alloc(0))
    return [name, content.toString('base64')] as const
  })
  return new Map(await Promise.all(files))
}
