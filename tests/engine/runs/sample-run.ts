// Whole run folders for the tests of the store: one as version 1 of the lab wrote it, and the same run as today's.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Position, RunRecord } from '#shared/domain/run'
import { cutMetrics } from '../../../src/engine/runs/read-metrics'
import { readRecord } from '../../../src/engine/runs/run-files'
import { RunStore } from '../../../src/engine/runs/run-store'
import { temporaryFolder, unwrap } from '../sample'

export const eventFile = 'events.out.tfevents.1795264695.unroll'

/** A real run of two epochs with three steps each, trained by version 0.1.0. */
export const versionOne = join(import.meta.dirname, 'fixtures', 'run-version-1')

/** A store whose index is on disk before the folder is removed. */
export function openStore(home = temporaryFolder()): RunStore {
  const store = new RunStore(home)
  onTestFinished(() => store.settled())
  return store
}

/** Copies the run of version 1 into a folder that is not there yet. */
export function writeOldRun(folder: string): string {
  cpSync(versionOne, folder, { recursive: true })
  return folder
}

/** The same run as today's lab writes it, with every file that a run folder can have. */
export async function writeRun(
  store: string,
  id: string,
  change: Partial<RunRecord> = {},
): Promise<string> {
  const folder = writeOldRun(join(store, id))
  unwrap((await cutMetrics(join(folder, 'metrics.jsonl'), 6)) ?? { ok: true, value: null })
  const record = unwrap(await readRecord(folder))
  write(folder, 'run.json', {
    ...record,
    id,
    kept: { epoch: 1, step: 3, metric: 'valAccuracy', value: 0.4 },
    position: position(6),
    ...change,
  })
  writeCheckpoints(folder, [3, 6])
  write(folder, 'notes.json', {
    format: 'unroll-notes/1',
    name: 'A name of its own',
    notes: 'Better than the last.',
    tags: ['small'],
    starred: true,
  })
  writeLines(folder, 'log.jsonl', [
    { type: 'format', format: 'unroll-log/1' },
    { at: '2026-11-21T12:38:15.809Z', level: 'info', message: 'Training started.' },
  ])
  const inside = ['snapshots/epoch-0000.safetensors', 'timeline/step-00000003.safetensors']
  for (const file of [...inside, 'timeline/timeline.json']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), 'numbers')
  }
  writeFileSync(join(folder, 'metrics.csv'), 'step,loss\n1,0.69\n')
  for (const name of ['training', 'validation']) {
    mkdirSync(join(folder, 'tensorboard', name), { recursive: true })
    writeFileSync(join(folder, 'tensorboard', name, eventFile), 'events')
  }
  return folder
}

/** Puts checkpoints after these steps into a run folder. */
export function writeCheckpoints(folder: string, steps: readonly number[]): void {
  mkdirSync(join(folder, 'checkpoints'), { recursive: true })
  const checkpoints = steps.map((step) => {
    const file = `checkpoints/step-${String(step).padStart(7, '0')}.safetensors`
    writeFileSync(join(folder, file), 'weights')
    const savedAt = '2026-11-21T12:38:16.000Z'
    return { ...position(step), file, bytes: 7, savedAt, isBest: step === steps[0] }
  })
  write(folder, 'checkpoints.json', { format: 'unroll-checkpoints/1', checkpoints })
}

/** Where the run stands after a step, and after its epoch when that ends with it. */
export function position(step: number): Position {
  return { step, epoch: Math.floor(step / 3) + 1, stepInEpoch: step % 3, stepsPerEpoch: 3 }
}

/** Replaces a file of JSON. */
export function write(folder: string, file: string, value: unknown): void {
  writeFileSync(join(folder, file), JSON.stringify(value))
}

/** Changes some values of a file of JSON. */
export function change(folder: string, file: string, values: object): void {
  const before: object = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  write(folder, file, { ...before, ...values })
}

function writeLines(folder: string, file: string, lines: readonly unknown[]): void {
  writeFileSync(join(folder, file), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
