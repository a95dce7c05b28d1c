// Which formats a trained run is refused by, before anything is exported.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { ExportFormat } from '#shared/domain/export'
import type { LayerInput } from '#shared/experiment/layers'
import { findRefusals } from '../../../src/worker/export/find-refusals'
import { caseOf, exportAs, trainedCase } from './runs'

const place = mkdtempSync(join(tmpdir(), 'unroll-refusals-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const lstm = (recurrentActivation: 'sigmoid' | 'hardSigmoid' | 'selu'): LayerInput => ({
  type: 'LSTM',
  units: 6,
  recurrentActivation,
})

async function runWith(layer: LayerInput): Promise<string> {
  const given = caseOf('classification', 'LSTM')
  if (!given) throw new Error('every cell classifies')
  const [embedding, , , , dense] = given.model.layers
  return trainedCase(mkdtempSync(join(place, 'run-')), {
    ...given,
    model: { layers: [embedding, layer, dense] },
  })
}

it.each<['sigmoid' | 'hardSigmoid' | 'selu', readonly ExportFormat[]]>([
  ['sigmoid', []],
  ['hardSigmoid', ['keras']],
  ['selu', ['onnx']],
])('gates with %s are refused by %j', async (activation, formats) => {
  const run = await runWith(lstm(activation))
  const found = await findRefusals(run)
  if (!found.ok) throw new Error(found.message)
  expect(Object.keys(found.value)).toEqual(formats)
  for (const format of formats) {
    expect(found.value[format]).toContain('lstm')
    if (format === 'unroll') continue
    expect(await exportAs(format, run, join(place, `${activation}-${format}`))).toMatchObject({
      ok: false,
      code: 'model-refused',
      message: found.value[format],
    })
  }
})

it('says that a folder is no run', async () => {
  expect(await findRefusals(join(place, 'nothing'))).toMatchObject({
    ok: false,
    code: 'run-unreadable',
  })
})
