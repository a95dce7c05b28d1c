// Which tokens a prediction hangs on.
import type { Attribution, AttributionRequest } from '#shared/domain/inside/words'
import { closest } from '#shared/experiment/accepted'
import { failure, success, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import type { LoadedRun } from '../inference/load-run'
import { releaseMasks } from '../model/dropout'
import type { LoadControl } from '../text/control'
import { explainOutput, type ExplainedOutput } from './explained-output'
import type { Explained } from './path-gradients'
import { gradientTimesInput, integratedGradients } from './token-scores'

/**
 * Scores each token of the text by its part in the log probability of a label at one output (of a number: in the number
 * itself), computed by the kept model's own layers. What is read beside the text's tokens, padding and the start, gets no score.
 *
 * Fails with `data-unusable` for a text without tokens, an output or a label that there is not, and with `stopped`.
 */
export async function attribution(
  run: LoadedRun,
  request: AttributionRequest,
  control: LoadControl,
): Promise<Result<Attribution>> {
  const output = explainOutput(run, request)
  if (!output.ok) return output
  try {
    const chosen = chooseLabel(output.value, request.label)
    if (!chosen.ok) return chosen
    const { id, label, probability } = chosen.value
    const explained: Explained = (embedded) =>
      tf.slice(output.value.logProbabilities(embedded), [0, id], [-1, 1])
    const found =
      request.method === 'gradientTimesInput'
        ? gradientTimesInput(output.value, explained)
        : await integratedGradients(output.value, explained, request.steps, control)
    if (!found) return failure('stopped', 'Explaining the answer was stopped.')
    const tokens = output.value.read.axis.tokens.map(({ token }) => token)
    return success({ tokens, label, probability, ...found })
  } finally {
    releaseMasks(run.model)
  }
}

interface ChosenLabel {
  readonly id: number
  readonly label: string
  readonly probability: number | null
}

function chooseLabel(output: ExplainedOutput, asked: string | null): Result<ChosenLabel> {
  const { labels, allowed, embedded, width } = output
  const logs = tf.tidy(() => {
    const text = tf.tensor3d(embedded, [1, embedded.length / width, width])
    return output.logProbabilities(text).dataSync<'float32'>()
  })
  if (!labels) return success({ id: 0, label: String(logs[0]), probability: null })
  const names = Array.from(logs, (_, id) => labels(id))
  const id = asked === null ? likeliest(logs, allowed) : names.indexOf(asked)
  if (id < 0) return unknownLabel(asked ?? '', names)
  return success({ id, label: names[id], probability: Math.exp(logs[id]) })
}

function likeliest(logs: Float32Array, allowed: readonly number[] | null): number {
  const weighed = logs.map((log, id) => log + (allowed?.[id] ?? 0))
  return weighed.reduce((best, log, id) => (log > weighed[best] ? id : best), 0)
}

function unknownLabel(asked: string, names: readonly string[]): Result<never> {
  const near = closest(asked, names)
  const hint =
    near !== undefined
      ? `did you mean "${near}"?`
      : names.length <= 20
        ? `it has ${names.map((name) => `"${name}"`).join(', ')}.`
        : 'leave it out to explain the likeliest answer.'
  return failure('data-unusable', `The model has no answer "${asked}"; ${hint}`)
}
