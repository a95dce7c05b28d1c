// The lines of a chart as a CSV file: one row for each step and each validated epoch of each run that shows.
import type { Metric, ChartRun } from './metric'
import { isShown, stepRange, type SeriesBuilder, type SeriesOptions } from './series'
import { axes } from './x-axis'

export type ShownLines = Pick<
  SeriesOptions,
  'metric' | 'runs' | 'axis' | 'range' | 'smoothing' | 'hidden'
>

/**
 * `run,line,step,epoch,seconds,loss,smoothed` and a row for each value in the range that shows; what is hidden is
 * left out, what was not recorded is empty. Nothing is thinned.
 * @param titles of the runs, in their order
 */
export function chartCsv(
  lines: ShownLines,
  titles: readonly string[],
  builder: SeriesBuilder,
): string {
  const head = ['run', 'line', 'step', 'epoch', 'seconds', headOf(lines.metric), 'smoothed']
  const rows = lines.runs.flatMap((run, index) => {
    const title = quoted(titles[index])
    return [...trainingRows(run, title, lines, builder), ...validationRows(run, title, lines)]
  })
  return `${[head.join(), ...rows].join('\r\n')}\r\n`
}

function headOf({ word }: Metric): string {
  return word.replaceAll(' ', '_')
}

function trainingRows(
  run: ChartRun,
  title: string,
  lines: ShownLines,
  builder: SeriesBuilder,
): string[] {
  const { metric, smoothing } = lines
  if (metric.isOfEpochs || !isShown(run, 'training', lines)) return []
  const { first, last } = shownSteps(run, lines)
  const column = metric.column(run.steps)
  const smoothed = builder.smoothed(run, metric, smoothing)
  const convert = metric.convert ?? ((value: number) => value)
  const rows: string[] = []
  for (let step = first; step <= last; step++) {
    const values = [convert(column[step - 1]), convert(smoothed[step - 1])]
    rows.push([title, 'training', ...placesOf(run, step), ...values.map(number)].join())
  }
  return rows
}

function validationRows(run: ChartRun, title: string, lines: ShownLines): string[] {
  const valueOf = lines.metric.validation
  if (!valueOf || !isShown(run, 'validation', lines)) return []
  const { first, last } = shownSteps(run, lines)
  return run.epochs
    .filter(({ step }) => step >= first && step <= last)
    .map((epoch) =>
      [title, 'validation', ...placesOf(run, epoch.step), number(valueOf(epoch)), ''].join(),
    )
}

function shownSteps(run: ChartRun, lines: ShownLines): { first: number; last: number } {
  const { min, max } = stepRange(run, lines)
  return { first: Math.max(1, Math.ceil(min)), last: Math.min(run.steps.count, Math.floor(max)) }
}

function placesOf(run: ChartRun, step: number): readonly string[] {
  return [String(step), number(axes.epoch.at(run, step)), number(axes.time.at(run, step))]
}

// Seven digits are what the steps are kept in.
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : ''
}

// RFC 4180; a title that a spreadsheet would take for a formula is kept from being one.
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
