// What a trained model is exported as, and the proof that comes with it.
import { z } from 'zod'
import { formatDifference, plural } from './format'

export const exportFormats = [
  'keras',
  'onnx',
  'safetensors',
  'pytorch',
  'tfjs',
  'html',
  'unroll',
] as const
export type ExportFormat = (typeof exportFormats)[number]

/** An exported number may differ from the lab's by so much: absolutely, and of numbers beyond 1 or -1 in proportion. */
export const parityLimit = 1e-5

/** What another program makes of the exported files, held against what the lab's model makes of the same inputs. */
export interface Parity {
  /** What read the files and computed, e.g. "ONNX Runtime 1.30.0 (WebAssembly)". */
  readonly program: string
  /** Test vectors that were gone through; of the run folder its files. */
  readonly vectors: number
  /** Outputs that were compared; of the run folder bytes. */
  readonly numbers: number
  readonly largestDifference: number
  /** `parityLimit`. */
  readonly limit: number
}

export interface ExportRequest {
  /** Names the export in its progress events and for `stop`. */
  readonly requestId: string
  readonly format: ExportFormat
  /** Absolute path of a folder that is new or empty. */
  readonly out: string
}

export const exportRequestSchema = z.strictObject({
  requestId: z.string().min(1).max(100),
  format: z.enum(exportFormats),
  out: z.string().min(1).max(4096),
}) satisfies z.ZodType<ExportRequest>

export interface ExportReport {
  readonly format: ExportFormat
  readonly folder: string
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  readonly parity: Parity
}

/** Why a run cannot be expressed, in a sentence, by format; nothing speaks against a format that is not there. */
export type ExportRefusals = Readonly<Partial<Record<ExportFormat, string>>>

/** What an exported folder was found to be. */
export interface VerifyReport {
  readonly format: ExportFormat
  readonly folder: string
  readonly parity: Parity
  /** Whether every output is within the limit. */
  readonly isWithin: boolean
}

/** For example "ONNX Runtime 1.30.0 (WebAssembly): 5 vectors, 15 numbers, largest difference 2.4e-7 (limit 1.0e-5)". */
export function parityWords({
  program,
  vectors,
  numbers,
  largestDifference,
  limit,
}: Parity): string {
  const compared = `${plural(vectors, 'vector')}, ${plural(numbers, 'number')}`
  return `${program}: ${compared}, largest difference ${formatDifference(largestDifference)} (limit ${formatDifference(limit)})`
}
