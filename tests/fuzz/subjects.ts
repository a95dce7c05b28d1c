// What is fuzzed: every kind of file that the lab takes from elsewhere, each made by the lab itself to begin with.
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Task } from '#shared/experiment/schema'
import type { ErrandControl } from '../../src/engine/errands'
import { exportRunFolder } from '../../src/engine/runs/export-run-folder'
import type { ModelFormat } from '../../src/worker/export/exporters'
import { vectorsOf } from '../../src/worker/export/verify-export'
import { writeRun } from '../engine/runs/sample-run'
import { caseOf, exportAs, trainedCase, type TriedCell } from '../worker/export/runs'

export interface Subject {
  /** E.g. "import .keras". */
  readonly kind: string
  readonly how: 'import' | 'verify'
  /** By their names in a folder. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Files that are changed more often than the others. */
  readonly main: readonly string[]
  /** What is given to the lab: a file of the folder, or '' for the folder itself. */
  readonly path: string
}

export const calm: ErrandControl = { enter: () => {}, onProgress: () => {}, isStopped: () => false }

const bases: readonly (readonly [Task, TriedCell])[] = [
  ['classification', 'bidirectional'],
  ['seq2seq', 'LSTM'],
  ['language-model', 'GRU'],
]

/**
 * Trains small runs in `folder` and exports them.
 * @param count of tasks: 1 to 3
 */
export async function makeSubjects(folder: string, count: number): Promise<Subject[]> {
  const subjects = await runSubjects(folder)
  for (const [task, cell] of bases.slice(0, count)) {
    const tried = caseOf(task, cell)
    if (!tried) throw new Error('there is such a run')
    const run = await trainedCase(join(folder, task), tried)
    const all = new Map<ModelFormat, ReadonlyMap<string, Uint8Array>>()
    for (const [format] of verified)
      all.set(format, await exported(format, run, join(folder, `${task}-${format}`)))
    const filesOf = (format: ModelFormat) => all.get(format) ?? new Map<string, Uint8Array>()
    subjects.push(...modelSubjects(filesOf('keras'), filesOf('tfjs')))
    for (const [format, main] of verified) {
      const kind = `verify ${format}`
      subjects.push({ kind, how: 'verify', files: filesOf(format), main, path: '' })
    }
  }
  return subjects
}

const verified: readonly (readonly [ModelFormat, readonly string[]])[] = [
  ['keras', ['model.keras', 'model.h5', 'test-vectors.json', 'parity.json']],
  ['onnx', ['model.onnx', 'model.onnx', 'test-vectors.json', 'parity.json']],
  [
    'safetensors',
    ['model.safetensors', 'model.safetensors', 'experiment.json', 'test-vectors.json'],
  ],
  ['pytorch', ['model.safetensors', 'model.safetensors', 'experiment.json', 'test-vectors.json']],
  ['tfjs', ['model.json', 'weights.bin', 'test-vectors.json']],
  ['html', ['index.html', 'test-vectors.json', 'parity.json']],
]

/** A run's folder and the same as a zip. */
async function runSubjects(folder: string): Promise<Subject[]> {
  await mkdir(join(folder, 'store'), { recursive: true })
  const run = await writeRun(join(folder, 'store'), 'run')
  const out = join(folder, 'zipped')
  const request = { requestId: 'zip', format: 'unroll', out } as const
  const zipped = await exportRunFolder(run, request, {
    ...{ version: '0.0.0', control: calm, vectorsOf },
  })
  if (!zipped.ok) throw new Error(zipped.message)
  const main = ['run.json', 'experiment.json', 'model/model.json', 'vocabulary.json', 'labels.json']
  const files = await readFiles(out)
  const checked = ['run.zip', 'run.zip', 'test-vectors.json']
  return [
    { kind: 'import run', how: 'import', files: await readFiles(run), main, path: '' },
    { kind: 'import unroll', how: 'import', files, main: ['run.zip'], path: 'run.zip' },
    { kind: 'verify unroll', how: 'verify', files, main: checked, path: '' },
  ]
}

function modelSubjects(
  keras: ReadonlyMap<string, Uint8Array>,
  tfjs: ReadonlyMap<string, Uint8Array>,
): Subject[] {
  const only = (files: ReadonlyMap<string, Uint8Array>, names: readonly string[]) =>
    new Map([...files].filter(([name]) => names.includes(name)))
  const beside = ['vocabulary.json', 'target-vocabulary.json', 'labels.json', 'experiment.json']
  const file = (kind: string, name: string): Subject => {
    const files = only(keras, [name, ...beside])
    return { kind, how: 'import', files, main: [name], path: name }
  }
  return [
    file('import .keras', 'model.keras'),
    file('import .h5', 'model.h5'),
    {
      ...{ kind: 'import tfjs', how: 'import', path: '' },
      files: only(tfjs, ['model.json', 'weights.bin', ...beside]),
      main: ['model.json', 'model.json', 'weights.bin'],
    },
  ]
}

async function exported(
  format: ModelFormat,
  run: string,
  out: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const report = await exportAs(format, run, out)
  if (!report.ok) throw new Error(report.message)
  return readFiles(out)
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const files = paths.map(
    async (path) => [path.slice(folder.length + 1), await readFile(path)] as const,
  )
  return new Map(await Promise.all(files))
}
