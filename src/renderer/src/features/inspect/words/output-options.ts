// The outputs and the labels that an attribution can explain, as choices.
import type { InspectedOutput, Inspection } from '#shared/domain/inside/inspection'
import { formatCount, formatScore } from '#shared/domain/format'
import { shownToken } from '../../try/attention-words'
import type { Task } from '#shared/experiment/schema'

/** In a list of hundreds a token's place tells it from the same one elsewhere. */
export function outputOptions(
  { outputs, source, target }: Pick<Inspection, 'outputs' | 'source' | 'target'>,
  task: Task,
): readonly { readonly value: number; readonly label: string }[] {
  return outputs.map((output, value) => {
    const { tokens } = output.axis === 'target' && target ? target : source
    const at = shownToken(tokens[output.at]?.token ?? '')
    const place = formatCount(value + 1)
    return { value, label: `${place}. ${wordsOf(task, at, output)}` }
  })
}

function wordsOf(task: Task, token: string, { top }: InspectedOutput): string {
  const [first] = top
  const answer = shownToken(first?.label ?? '')
  switch (task) {
    case 'tagging':
      return `${token}: ${answer}`
    case 'language-model':
      return `after "${token}": ${answer}`
    case 'seq2seq':
      return `written: ${answer}`
    case 'classification':
      return answer
  }
}

/** The likeliest first, then each one; a number has no choice. */
export function labelOptions(
  output: InspectedOutput | undefined,
): readonly { readonly value: string | null; readonly label: string }[] {
  const top = output?.top ?? []
  if (top.length === 0 || top[0].probability === null) return []
  const named = top.map(({ label, probability }) => ({
    value: label,
    label: `${shownToken(label)} ${formatScore(probability ?? 0)}`,
  }))
  return [{ value: null, label: 'The likeliest answer' }, ...named]
}
