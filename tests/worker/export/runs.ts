// Small trained runs of every task with every cell, for the export formats to be tried on.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportReport } from '#shared/domain/export'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput, Task } from '#shared/experiment/schema'
import type { Result } from '#shared/protocol/result'
import { exportRun } from '../../../src/worker/export/export-run'
import type { ModelFormat } from '../../../src/worker/export/exporters'
import type { LoadControl } from '../../../src/worker/text/control'
import { trainIn } from '../trained-run'

export const cells = ['SimpleRNN', 'LSTM', 'GRU', 'bidirectional'] as const
export type TriedCell = (typeof cells)[number]
export const tasks: readonly Task[] = ['classification', 'tagging', 'language-model', 'seq2seq']

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('')
const words = ['one', 'two', 'three', 'four', 'five', 'six', "don't", 'Größe']
const wordAt = (index: number): string => words[index % words.length]

/** A language model and a decoder write from left to right: of the bidirectional cell they have an LSTM, the encoder both directions. */
function recurrent(cell: TriedCell, units: number, returnSequences: boolean): LayerInput {
  if (cell !== 'bidirectional') return { type: cell, units, returnSequences }
  return { type: 'Bidirectional', layer: { type: 'LSTM', units: units / 2, returnSequences } }
}

const softmax = (units: number): LayerInput => ({
  type: 'TimeDistributed',
  layer: { type: 'Dense', units, activation: 'softmax' },
})

type Case = Omit<ExperimentInput, 'data' | 'training'> & {
  readonly content: string
  readonly file: string
}

/** Null for what cannot be: a language model that reads backwards. */
export function caseOf(task: Task, cell: TriedCell): Case | null {
  switch (task) {
    case 'classification':
      return {
        task,
        file: 'data.csv',
        content: `text,label\n${rows(64, (index) => `${wordAt(index)} ${wordAt(index * 5)} ${wordAt(index * 3)},${'abc'[index % 3]}`)}`,
        text: { vocabularySize: 20, sequenceLength: 7 },
        model: {
          layers: [
            { type: 'Embedding', units: 6 },
            recurrent(cell, 8, true),
            { type: 'Dropout', rate: 0.2 },
            recurrent(cell, 6, false),
            { type: 'Dense', units: 3, activation: 'softmax' },
          ],
        },
      }
    case 'tagging':
      return {
        task,
        file: 'data.tsv',
        content: rows(40, (index) => `${wordAt(index)}\tA\n${wordAt(index + 1)}\tB\nthe\tC\n`),
        text: { vocabularySize: 20, sequenceLength: 6 },
        model: { layers: [{ type: 'Embedding', units: 6 }, recurrent(cell, 8, true), softmax(3)] },
      }
    case 'language-model':
      if (cell === 'bidirectional') return null
      return {
        task,
        file: 'data.txt',
        content: rows(
          60,
          (index) => `The ${wordAt(index)}, "${wordAt(index * 3)}" and ${wordAt(index + 2)}.`,
        ),
        text: { level: 'character', lowercase: false, vocabularySize: 40, sequenceLength: 12 },
        model: {
          layers: [
            { type: 'Embedding', units: 6 },
            recurrent(cell, 8, true),
            { type: 'LayerNormalization' },
            recurrent(cell, 7, true),
            softmax(40),
          ],
        },
      }
    case 'seq2seq': {
      const decoder = cell === 'bidirectional' ? 'LSTM' : cell
      return {
        task,
        file: 'data.tsv',
        content: rows(60, (index) => `${wordAt(index)} ${wordAt(index * 5)}\t${wordAt(index + 1)}`),
        text: { level: 'character', vocabularySize: 30, sequenceLength: 16 },
        model: {
          layers: [{ type: 'Embedding', units: 6 }, recurrent(cell, 8, true)],
          decoder: {
            attention: cell === 'GRU' ? 'bahdanau' : cell === 'SimpleRNN' ? 'none' : 'luong',
            layers: [
              { type: 'Embedding', units: 6 },
              { type: decoder, units: 8, returnSequences: true },
              softmax(30),
            ],
          },
        },
      }
    }
  }
}

/** Trains the case for some epochs in `folder` (made when it is not there) and gives the run folder. */
export async function trainedCase(
  folder: string,
  { content, file, ...rest }: Case,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), content)
  return trainedRun(folder, {
    ...rest,
    data: { path: join(folder, file) },
    // Far enough from the initial weights that a gate in the wrong place shows.
    training: {
      ...{ epochs: 6, batchSize: 8, optimizer: { type: 'adam', learningRate: 0.03 } },
      ...{ sample: { length: 5 }, recorder: null },
    },
  })
}

/** The same of a whole experiment. */
export async function trainedRun(folder: string, input: ExperimentInput): Promise<string> {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  const { runFolder, outcome } = await trainIn(folder, parsed.value)
  if (!outcome.ok) throw new Error(outcome.message)
  return runFolder
}

export const quiet: LoadControl = { onProgress: () => {}, isStopped: () => false }

export function exportAs(
  format: ModelFormat,
  runFolder: string,
  out: string,
  control: LoadControl = quiet,
): Promise<Result<ExportReport>> {
  return exportRun(runFolder, { requestId: 'export', format, out }, control)
}
