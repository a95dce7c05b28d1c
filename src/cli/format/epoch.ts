// An epoch as text and for programs: what there is to say of it depends on the task.
import { extraWords, formatExtra } from '#shared/domain/extras'
import { formatDuration, formatScore } from '#shared/domain/format'
import type { TextSample } from '#shared/domain/generation'
import type { EpochMetrics } from '#shared/domain/run'

/** For example "Epoch 2 of 10  loss 0.401  accuracy 0.832  validation loss 0.382  ...  1 min 4 s". */
export function formatEpoch(metrics: EpochMetrics, plannedEpochs: number): string {
  const { epoch, loss, accuracy, valLoss, valAccuracy, extras = {}, seconds } = metrics
  const number = String(epoch).padStart(String(plannedEpochs).length)
  return [
    `Epoch ${number} of ${plannedEpochs}`,
    `loss ${formatScore(loss)}`,
    ...measured('accuracy', accuracy),
    `validation loss ${formatScore(valLoss)}`,
    ...measured('validation accuracy', valAccuracy),
    ...Object.entries(extras)
      .filter(([, value]) => !Number.isNaN(value))
      .map(([name, value]) => `${extraWords(name)} ${formatExtra(name, value)}`),
    formatDuration(seconds),
  ].join('  ')
}

/** What the task measures beside loss and accuracy stands beside them. */
export function epochJson({ extras, ...metrics }: EpochMetrics): object {
  return { ...metrics, ...extras }
}

const sampleLines = 8

/** What a language model wrote, indented under its epoch. */
export function formatSample({ prompt, text }: TextSample, width: number): string {
  const lines = wrap(`${prompt}${text}`, Math.max(20, width - 4))
  const shown = lines.slice(0, sampleLines)
  if (lines.length > sampleLines) shown.push('...')
  return shown.map((line) => `    ${line}`.trimEnd()).join('\n')
}

/** Lines of at most `width` characters, broken at spaces where there are some. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const pieces = line.match(new RegExp(`.{1,${width}}(?:\\s+|$)|\\S{${width}}`, 'gu'))
    return pieces?.map((piece) => piece.trimEnd()) ?? ['']
  })
}

/** Nothing where there is no such number. */
function measured(words: string, value: number): string[] {
  return Number.isNaN(value) ? [] : [`${words} ${formatScore(value)}`]
}
