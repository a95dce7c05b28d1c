// `parity.json` of an exported folder: which format it is, and the proof that was made when it was written.
import { z } from 'zod'
import { exportFormats, type ExportFormat, type Parity } from './export'

export const parityFileName = 'parity.json'

export const parityFileSchema = z.object({
  format: z.literal('unroll-parity/1'),
  exported: z.enum(exportFormats),
})

/** Its name and content. */
export function parityFile(exported: ExportFormat, parity: Parity): readonly [string, string] {
  const content = { format: 'unroll-parity/1', exported, ...parity }
  return [parityFileName, `${JSON.stringify(content, null, 2)}\n`]
}
