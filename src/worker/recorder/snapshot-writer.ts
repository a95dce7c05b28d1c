// Keeps the weights at the ends of epochs, thinned out evenly so that they stay within a bound on the disk.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { formatBytes } from '#shared/domain/format'
import type { Failure } from '#shared/protocol/result'
import type { Learner } from '../tasks/task'
import { writeSafetensors, type StoredTensor } from '../safetensors'
import { BackgroundWrites } from './background-writes'
import { snapshotEpoch, snapshotFolder, snapshotFormat, snapshotName } from './snapshots'
import { writeQuickly } from './write-quickly'

/** At most so many bytes in all. */
export const snapshotBytes = 200_000_000
/** At most so many, however small: each costs a copy of the weights and a file. */
export const mostSnapshots = 128

export interface SnapshotWriterInput {
  readonly folder: string
  readonly learner: Pick<Learner, 'model' | 'variables'>
  /** Tells what could not be kept, in a sentence; at most once. */
  warn(message: string): void
  /** Bounds in bytes and in files; tests make them small. */
  readonly limit?: number
  readonly most?: number
}

export class SnapshotWriter {
  readonly #input: SnapshotWriterInput
  readonly #writes: BackgroundWrites
  /** How many fit into the bounds; null before the first is made. */
  #most: number | null = null

  constructor(input: SnapshotWriterInput) {
    this.#input = input
    this.#writes = new BackgroundWrites((failed) => this.#warnOf(failed))
  }

  /** Removes those of later epochs, which a run that is taken up again trains anew. */
  async forgetAfter(epoch: number): Promise<void> {
    await this.#removeAll((kept) => kept > epoch)
  }

  /** Copies the weights as they are at an epoch's end and has them written in the background. */
  async keep(epoch: number, step: number): Promise<void> {
    if (this.#most === 0) return
    // A slow disk holds training up rather than let copies pile up in memory.
    await this.#writes.settled()
    const bytes = this.#bytes(epoch, step)
    this.#most ??= this.#mostOf(bytes.length)
    const most = this.#most
    if (most > 0) this.#writes.add(() => this.#write(epoch, bytes, most))
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#writes.settled()
  }

  #mostOf(bytes: number): number {
    const { limit = snapshotBytes, most = mostSnapshots, warn } = this.#input
    const fitting = Math.floor(limit / bytes)
    if (fitting >= 2) return Math.min(fitting, most)
    warn(
      `No snapshots are kept: the weights take ${formatBytes(bytes)} each, and there are ${formatBytes(limit)} for all of them.`,
    )
    return 0
  }

  #bytes(epoch: number, step: number): Uint8Array {
    const { model, variables } = this.#input.learner
    const names = weightNames(model)
    const tensors = new Map<string, StoredTensor>()
    for (const variable of variables) {
      const values = variable.dataSync<'float32'>()
      tensors.set(names.get(variable) ?? variable.name, { shape: variable.shape, values })
    }
    const metadata = { format: snapshotFormat, epoch: String(epoch), step: String(step) }
    return writeSafetensors({ tensors, metadata })
  }

  async #write(epoch: number, bytes: Uint8Array, most: number): Promise<Failure | null> {
    const folder = join(this.#input.folder, snapshotFolder)
    await mkdir(folder, { recursive: true }).catch(() => undefined) // writing says what is wrong
    const kept = epochsToKeep(epoch, most)
    // First, so that there are never more bytes than the bound allows.
    await this.#removeAll((one) => !kept.has(one))
    return writeQuickly(join(folder, snapshotName(epoch)), bytes)
  }

  /** Also what a crash left half written. */
  async #removeAll(isDoomed: (epoch: number) => boolean): Promise<void> {
    const folder = join(this.#input.folder, snapshotFolder)
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      const epoch = snapshotEpoch(name)
      const isGone = epoch === null ? name.endsWith('.partial') : isDoomed(epoch)
      if (isGone) await rm(join(folder, name), { force: true }).catch(() => undefined) // tried again next time
    }
  }

  #warnOf({ message }: Failure): void {
    this.#input.warn(`A snapshot of the weights was left out. ${message}`)
  }
}

/** The names that model/model.json has for a model's weights. */
function weightNames({ layers }: LayersModel): ReadonlyMap<Tensor, string> {
  const weights = layers.flatMap((layer) => layer.weights)
  return new Map(weights.map((weight) => [weight.read(), weight.originalName]))
}

/**
 * The epochs whose snapshots stay when there is a new one: the first (0), the newest, and between them every one, every 2nd,
 * every 4th and so on, as many as fit.
 * @param most from 2
 */
export function epochsToKeep(newest: number, most: number): ReadonlySet<number> {
  let stride = 1
  while (countOf(newest, stride) > most && stride <= newest) stride *= 2
  const kept = new Set<number>([0, newest])
  for (let epoch = 0; epoch <= newest; epoch += stride) kept.add(epoch)
  return kept
}

/** Multiples of the stride from 0 to the newest, which counts too. */
function countOf(newest: number, stride: number): number {
  return Math.floor(newest / stride) + 1 + (newest % stride === 0 ? 0 : 1)
}
