// Weights at the ends of epochs, kept in the run folder as snapshots/epoch-0000.safetensors (0: as initialised) and so on.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Snapshot } from '#shared/domain/inside/inspection'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readBytes } from '../inference/read-file'
import { readSafetensors, type StoredTensor } from '../safetensors'
import { isFile, readHeader } from './safetensors-header'

export const snapshotFolder = 'snapshots'
export const snapshotFormat = 'unroll-snapshot/1'

const namePattern = /^epoch-(\d{4,7})\.safetensors$/

export const snapshotMetadataSchema = z.object({
  format: z.literal(snapshotFormat),
  epoch: z.string().regex(/^\d{1,7}$/),
  step: z.string().regex(/^\d{1,12}$/),
})

/** The name of an epoch's file in `snapshots/`. */
export function snapshotName(epoch: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}.safetensors`
}

/** The epoch of a file in `snapshots/`; null of any other file. */
export function snapshotEpoch(name: string): number | null {
  const match = namePattern.exec(name)
  return match && snapshotName(Number(match[1])) === name ? Number(match[1]) : null
}

/** The snapshots of a run, earliest first; none where there is no folder. Files that are damaged are passed over. */
export async function listSnapshots(folder: string): Promise<Result<readonly Snapshot[]>> {
  const inside = join(folder, snapshotFolder)
  const names = await readdir(inside).catch(() => [])
  const found: Snapshot[] = []
  for (const name of names) {
    const epoch = snapshotEpoch(name)
    const snapshot = epoch === null ? null : await describe(join(inside, name), epoch)
    if (snapshot) found.push(snapshot)
  }
  return success(found.sort((one, other) => one.epoch - other.epoch))
}

/**
 * The weights at the end of an epoch, by the names that model/model.json and tfjs's `originalName` have for them, in the shapes
 * of the layers. Weights that are not trained are not among them: they are those of the kept model. Fails with
 * `run-unreadable` when there is no such snapshot, or it is damaged.
 */
export async function readSnapshot(
  folder: string,
  epoch: number,
): Promise<Result<ReadonlyMap<string, StoredTensor>>> {
  const file = join(folder, snapshotFolder, snapshotName(epoch))
  if (!(await isFile(file))) return missing(folder, epoch)
  const bytes = await readBytes(file)
  if (!bytes.ok) return bytes
  const content = readSafetensors(bytes.value, file)
  if (!content.ok) return content
  const metadata = snapshotMetadataSchema.safeParse(content.value.metadata)
  if (!metadata.success || Number(metadata.data.epoch) !== epoch)
    return failure('run-unreadable', `${file} is no snapshot of epoch ${epoch}.`)
  return success(content.value.tensors)
}

async function missing(folder: string, epoch: number): Promise<Failure> {
  const listed = await listSnapshots(folder)
  const epochs = listed.ok ? listed.value.map((one) => one.epoch) : []
  const there =
    epochs.length === 0
      ? 'The run has no snapshots: train it with training.recorder.snapshots.'
      : `It has snapshots of the epochs ${shortList(epochs)}.`
  return failure(
    'run-unreadable',
    `${folder} has no snapshot of epoch ${formatCount(epoch)}. ${there}`,
  )
}

function shortList(epochs: readonly number[]): string {
  const shown = epochs.length <= 12 ? epochs : [...epochs.slice(0, 10), epochs[epochs.length - 1]]
  const words = shown.map(String)
  const last = words.pop() ?? ''
  const before = epochs.length <= 12 ? words.join(', ') : `${words.join(', ')} ...`
  return before === '' ? last : `${before} and ${last}`
}

async function describe(file: string, epoch: number): Promise<Snapshot | null> {
  const header = await readHeader(file)
  const metadata = headerSchema.safeParse(header?.json).data?.__metadata__
  if (!header || !metadata || Number(metadata.epoch) !== epoch) return null
  return { epoch, step: Number(metadata.step), bytes: header.bytes }
}

const headerSchema = z.looseObject({ __metadata__: snapshotMetadataSchema })
