// Finds the tokens and contexts of the data that move a unit.
import type { ActivityRequest, UnitActivity } from '#shared/domain/inside/activity'
import { formatCount } from '#shared/domain/format'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { withData } from '../loaded-data'
import { deriveSeed, streams } from '../model/seeds'
import { loadRequestOf, type TaskData, type ValidationExample } from '../tasks/task'
import { pacer, type LoadControl } from '../text/control'
import { seededRandom, shuffledOrder } from '../text/random'
import { vocabularyToJson, type Vocabulary } from '../text/vocabulary'
import { ActivityTally } from './activity-tally'
import { networksOf, recurrentPlaces } from './networks'
import { findPlace } from './prepare-surgery'
import { tokenName } from './read-text'
import { traceUpTo } from './trace-up-to'

/**
 * Reads a sample of the validation texts, drawn with the run's seed, and keeps where the unit's state changed most. A stop ends it
 * with what was read so far. Fails with `data-unusable` for a layer or unit that the model does not have and for data that
 * are other ones now, and as loading data does.
 */
export async function unitActivity(
  run: LoadedRun,
  request: ActivityRequest,
  control: LoadControl,
): Promise<Result<UnitActivity>> {
  const refused = findRefusal(run, request)
  if (refused) return refused
  // What started from another run read its data with the words that it has now.
  const known = run.experiment.training.startFrom === null ? null : run
  return withData({ ...loadRequestOf(run.experiment), known }, control, (data) =>
    Promise.resolve(findChange(run, data) ?? sample(run, data, request, control)),
  )
}

function findRefusal(run: LoadedRun, { unit, ...wanted }: ActivityRequest): Failure | null {
  const place = findPlace(recurrentPlaces(networksOf(run.model, run.experiment)), wanted)
  if (!place.ok) return place
  const { units } = place.value.weights
  if (unit < units) return null
  return failure(
    'data-unusable',
    `The layer "${wanted.layer}" has no unit ${formatCount(unit)}; its units are counted from 0 to ${formatCount(units - 1)}.`,
  )
}

/** Ids of other data than the run's stand for other tokens. */
function findChange({ experiment, vocabulary }: LoadedRun, { files }: TaskData): Failure | null {
  const own = JSON.stringify(vocabularyToJson(vocabulary, experiment.text).tokens)
  const found = files.find(([name]) => name === 'vocabulary.json')?.[1]
  const tokens = (found as { readonly tokens?: unknown } | undefined)?.tokens // as vocabularyToJson makes it
  if (JSON.stringify(tokens) === own) return null
  return failure(
    'data-unusable',
    `${experiment.data.path || 'The data'} gives another vocabulary than this run's, so it has changed since. Bring the old file back, or train a new run.`,
  )
}

async function sample(
  run: LoadedRun,
  data: TaskData,
  request: ActivityRequest,
  control: LoadControl,
): Promise<Result<UnitActivity>> {
  const { layer, direction, unit } = request
  const seed = deriveSeed(run.experiment.training.seed, streams.order, 0, 1)
  const order = shuffledOrder(data.validation, seededRandom(seed)).subarray(0, request.texts)
  const networks = networksOf(run.model, run.experiment)
  const pace = pacer(control)
  const tally = new ActivityTally()
  let texts = 0
  for (const index of order) {
    if (
      await pace(() => ({ phase: 'inspecting', done: texts, total: order.length, unit: 'texts' }))
    )
      break
    const example = data.validationExample(index)
    const { axis, trace, units } = traceUpTo(networks, example, request)
    const before = trace.goesBackwards ? 1 : -1
    const stateAt = (step: number): number =>
      step < 0 || step >= trace.steps
        ? trace.initialHidden[unit]
        : trace.hidden[step * units + unit]
    const { steps, names } = ownTokens(
      run,
      axis === 'target' ? targetIds(example) : example.ids,
      axis,
    )
    tally.add({
      tokens: names,
      before: Float64Array.from(steps, (step) => stateAt(step + before)),
      after: Float64Array.from(steps, stateAt),
    })
    texts++
  }
  const isComplete = texts === order.length
  return success({ layer, direction, unit, texts, isComplete, ...tally.result() })
}

function targetIds({ targetIds: ids }: ValidationExample): Int32Array {
  return ids ?? new Int32Array()
}

/** The steps that are a text's own tokens, and these: neither padding nor what opens a text. */
function ownTokens(
  { vocabulary, targetVocabulary, experiment }: LoadedRun,
  ids: Int32Array,
  axis: 'source' | 'target',
): { readonly steps: number[]; readonly names: string[] } {
  const isTarget = axis === 'target' && targetVocabulary !== null
  const words: Vocabulary = isTarget ? targetVocabulary : vocabulary
  const text: TextOptions = isTarget ? targetTextOf(experiment.text) : experiment.text
  const steps: number[] = []
  for (const [step, id] of ids.entries())
    if (id >= words.reserved || id === words.unknown) steps.push(step)
  return { steps, names: steps.map((step) => tokenName(words, ids[step], text)) }
}
