// Rows for a model that exists, when they do not stay in memory: the same as in memory.
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { loadRows } from '../../../src/worker/text/load-rows'
import { memoryLimits } from '../../../src/worker/text/memory-limits'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

it('are the same from temporary files', async () => {
  const file = files.write('rows.csv', csvOf(300))
  const trained = await loadDataset(dataOptions(file), textOptions(), 7, quiet)
  if (!trained.ok) throw new Error(trained.message)
  const request = { ...trained.value, data: dataOptions(file), scale: null }
  const load = async (heldBytes: number) => {
    const limits = { ...memoryLimits(), heldBytes, folder: path.join(files.root, 'scratch') }
    const loaded = await loadRows(request, quiet, limits)
    if (!loaded.ok) throw new Error(loaded.message)
    const { rows, close, ...rest } = loaded.value
    const { tokens, offsets, excerpts } = rows
    const content = {
      ...{ rest, labels: rows.labels, offsets: Array.from(offsets) },
      tokens: Array.from(tokens.subarray(0, tokens.length)),
      excerpts: Array.from({ length: rows.count }, (_, row) => excerpts.at(row)),
    }
    close()
    return { isOnDisk: !(tokens instanceof Int32Array), content }
  }
  const [memory, disk] = [await load(Infinity), await load(0)]
  expect([memory.isOnDisk, disk.isOnDisk]).toEqual([false, true])
  expect(disk.content).toEqual(memory.content)
})
