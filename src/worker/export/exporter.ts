// What an export format brings: the files that it writes, and a program that computes from these files alone.
import type { Failure, Result } from '#shared/protocol/result'
import type { ReferenceEncoderDecoder, ReferenceNetwork } from '#shared/domain/reference/types'
import type { LoadedRun } from '../inference/load-run'
import type { ModelInputs, VectorsFile } from './package/vectors'
import type { ReadmeWords } from './package/readme'

/** Files by name, relative to the exported folder; `/` makes a folder inside it. */
export type Content = readonly (readonly [name: string, content: string | Uint8Array])[]

/** The files of an exported folder, in memory. They may come from elsewhere: nothing in them is to be trusted. */
export type ExportedFiles = ReadonlyMap<string, Uint8Array>

/** A run that is being exported. */
export interface ExportSubject {
  readonly run: LoadedRun
  /** The model's weights, copied, in Keras's layout; layers without weights or effect (Dropout) are only in the experiment. */
  readonly network:
    | { readonly kind: 'network'; readonly network: ReferenceNetwork }
    | { readonly kind: 'encoder-decoder'; readonly network: ReferenceEncoderDecoder }
  readonly vectors: VectorsFile
}

export interface Exporter {
  /** Why this run cannot be expressed in the format, code `model-refused`, naming the layer and the reason; null when it can. */
  findRefusal(run: LoadedRun): Failure | null
  /** The files of the format alone; those that all formats have (package/shared-files.ts) come beside them. The same run gives the same bytes. */
  files(subject: ExportSubject): Promise<Result<Content>>
  /** @param example a text that the lines of the README give the model (package/example.ts) */
  readme(run: LoadedRun, example: string): ReadmeWords
  /** Fails with `run-unreadable`, naming the file, when one is missing, damaged or crafted. */
  open(files: ExportedFiles): Promise<Result<ExportedModel>>
}

/** An exported model, computed from its files by a program that is not the lab's. */
export interface ExportedModel {
  /** Its name and version, e.g. "ONNX Runtime 1.30.0 (WebAssembly)". */
  readonly program: string
  /**
   * What the model gives for one example: of a model with an output at each step a row for each of `steps`, else one row.
   * Throws with a sentence when the inputs are not what the model takes.
   */
  compute(
    inputs: ModelInputs,
    steps: readonly number[] | null,
  ): Promise<readonly ArrayLike<number>[]>
  close(): void
}
