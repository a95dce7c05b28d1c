// A run for people: what it is, what it kept, its epochs, its checkpoints and the end of its log.
import { extraWords, formatExtra } from '#shared/domain/extras'
import { formatBytes, formatDuration, formatScore } from '#shared/domain/format'
import { importedDataPath, isImported } from '#shared/domain/import'
import { describePosition } from '#shared/domain/position'
import type { Checkpoint, EpochMetrics, LogLine, RunDetail } from '#shared/domain/run'
import { describeSource } from '#shared/experiment/data-paths'
import { formatBaselines } from './dataset'
import { formatBackend } from './environment'
import { formatSample } from './epoch'
import { formatResult } from './evaluation'
import { formatKept, formatSettings, formatWhen } from './run'
import { formatTable } from './table'

/** Of the log. */
const lastLines = 10

/** Blocks of lines with an empty line between them. */
export function formatRunDetail(detail: RunDetail): string {
  const { record, notes, epochs, checkpoints, log, baselines, testEvaluation, samples } = detail
  const lastSample = samples.at(-1)
  const blocks = [
    `Run ${record.id}: ${notes.name ?? record.name}${notes.starred ? ' ★' : ''}`,
    formatFacts(factsOf(detail)),
    epochs.length > 0 ? formatEpochs(epochs, record.kept?.epoch ?? null) : '',
    formatBaselines(baselines),
    testEvaluation ? formatResult(testEvaluation, [], 'Test:') : '',
    lastSample ? `Written after epoch ${lastSample.epoch}:\n${formatSample(lastSample, 100)}` : '',
    checkpoints.length > 0 ? formatCheckpoints(checkpoints) : '',
    log.length > 0 ? formatLog(log.slice(-lastLines)) : '',
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

type Fact = readonly [name: string, value: string | null]

function factsOf(detail: RunDetail): Fact[] {
  const { record, notes, folder, bytes, hasModel } = detail
  const { state, message, position, group, environment, resumed } = record
  const times = resumed === 1 ? 'once' : `${resumed} times`
  const own = `${record.epochs} of ${record.plannedEpochs} epochs in ${formatDuration(record.seconds)}`
  return [
    ['State', message ? `${state}: ${message}` : state],
    ['Started', `${formatWhen(record.createdAt)}${resumed > 0 ? `, resumed ${times}` : ''}`],
    ['Trained', isImported(record) ? 'elsewhere, imported' : own],
    ['Saved', position && describePosition(position)],
    ['Model', modelSentence(record.kept && formatKept(record.kept), hasModel)],
    ['Sweep', group && `${group.name} (${group.id})`],
    ['Settings', formatSettings(record.settings) || null],
    ['Tags', notes.tags.join(', ') || null],
    ['Notes', notes.notes || null],
    ['Data', dataSentence(detail)],
    ['Backend', environment && formatBackend(environment)],
    ['Folder', `${folder} (${formatBytes(bytes)})`],
  ]
}

/** Of an imported model whose data are not known its experiment has a word for a path. */
function dataSentence({ record, experiment: { data } }: RunDetail): string {
  return isImported(record) && data.path === importedDataPath
    ? 'none, imported'
    : describeSource(data)
}

function modelSentence(kept: string | null, hasModel: boolean): string {
  return kept ?? (hasModel ? 'Kept' : 'None yet')
}

function formatFacts(facts: readonly Fact[]): string {
  return facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(9)} ${value}`)
    .join('\n')
}

function formatEpochs(epochs: readonly EpochMetrics[], kept: number | null): string {
  const right = { align: 'right' } as const
  const figures = figuresOf(epochs)
  return formatTable(
    [
      { title: 'Epoch', ...right },
      ...figures.map(({ title }) => ({ title, ...right })),
      { title: 'Time', ...right },
      { title: '' },
    ],
    epochs.map((one) => [
      String(one.epoch),
      ...figures.map(({ cell }) => cell(one)),
      formatDuration(one.seconds),
      one.epoch === kept ? 'kept' : '',
    ]),
  )
}

interface Figure {
  readonly title: string
  cell(epoch: EpochMetrics): string
}

/** What was measured: no accuracy of numbers, and what the task measures beside. */
function figuresOf(epochs: readonly EpochMetrics[]): Figure[] {
  const plain = (title: string, name: 'loss' | 'accuracy' | 'valLoss' | 'valAccuracy'): Figure[] =>
    name.endsWith('ccuracy') && epochs.every((one) => Number.isNaN(one[name]))
      ? []
      : [{ title, cell: (one) => formatScore(one[name]) }]
  const extras = new Set(epochs.flatMap((one) => Object.keys(one.extras ?? {})))
  return [
    ...plain('Loss', 'loss'),
    ...plain('Accuracy', 'accuracy'),
    ...plain('Validation loss', 'valLoss'),
    ...plain('Validation accuracy', 'valAccuracy'),
    ...[...extras].map((name) => {
      const words = extraWords(name)
      return {
        title: words[0].toUpperCase() + words.slice(1),
        cell: (one: EpochMetrics) => formatExtra(name, one.extras?.[name] ?? Number.NaN),
      }
    }),
  ]
}

function formatCheckpoints(checkpoints: readonly Checkpoint[]): string {
  return formatTable(
    [
      { title: 'Checkpoint' },
      { title: 'Step', align: 'right' },
      { title: 'Size', align: 'right' },
      { title: 'Saved' },
      { title: '' },
    ],
    checkpoints.map((one) => [
      describePosition(one),
      String(one.step),
      formatBytes(one.bytes),
      formatWhen(one.savedAt),
      one.isBest ? 'best' : '',
    ]),
  )
}

function formatLog(lines: readonly LogLine[]): string {
  return lines
    .map(({ at, level, message }) => {
      const time = at === '' ? ' '.repeat(16) : formatWhen(at)
      return `${time}  ${level === 'info' ? '' : `${level}: `}${message}`
    })
    .join('\n')
}
