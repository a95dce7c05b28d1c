// Training that starts from a run's weights: what an experiment has to share with that run, and what it takes over from it.
import { failure, success, type Problem, type Result } from '../protocol/result'
import { withTaskDefaults, type Experiment } from './schema'
import { textSchema, type TextOptions } from './text'

/** They decide which id a token has, so that they have to be those of the run. */
const idKeys = [
  'level',
  'lowercase',
  'stripHtml',
  'punctuation',
  'vocabularySize',
  'wordShapes',
  'target',
] as const
/** Left at their default they become the run's, so that the network goes on reading as it learned to; another value may stand. */
const readingKeys = ['sequenceLength', 'padding', 'truncating'] as const

/** Of a layer they do not decide what a weight means: its name, how it began and what is left out in training. */
const freeKeys = new Set([
  'name',
  'embeddingsInitializer',
  'kernelInitializer',
  'recurrentInitializer',
  'biasInitializer',
  'unitForgetBias',
  'rate',
  'dropout',
  'recurrentDropout',
])

/**
 * The experiment with the text options of the run that it starts from, where it leaves them at their defaults. Fails with `experiment-invalid`,
 * naming the first key that has to be the run's and is not: another task, kind of labels, way to read text, or layer.
 * @param run as sentences name it
 */
export function startingFrom(
  experiment: Experiment,
  start: Experiment,
  run: string,
): Result<Experiment> {
  const text = textFrom(experiment, start)
  const problem = findOtherTask(experiment, start, run) ?? findOtherText(text, start.text, run)
  if (problem) return refused(problem)
  const layers = findOtherLayer({ ...experiment, text }, start, run)
  return layers ? refused(layers) : success({ ...experiment, text })
}

function refused(problem: Problem): Result<never> {
  return failure('experiment-invalid', `${problem.path}: ${problem.message}`, [problem])
}

function findOtherTask(experiment: Experiment, start: Experiment, run: string): Problem | null {
  if (experiment.task !== start.task) return other('task', experiment.task, start.task, run)
  if (experiment.task !== 'classification') return null
  const [own, theirs] = [experiment.data.labelKind, start.data.labelKind]
  return own === theirs ? null : other('data.labelKind', own, theirs, run)
}

function textFrom(experiment: Experiment, { text: theirs }: Experiment): TextOptions {
  const untouched = withTaskDefaults({ ...experiment, text: textSchema.parse({}) }).text
  const left = [...idKeys, ...readingKeys].filter((key) =>
    isSame(experiment.text[key], untouched[key]),
  )
  return { ...experiment.text, ...Object.fromEntries(left.map((key) => [key, theirs[key]])) }
}

function findOtherText(text: TextOptions, theirs: TextOptions, run: string): Problem | null {
  const key = idKeys.find((one) => !isSame(text[one], theirs[one]))
  return key === undefined ? null : other(`text.${key}`, text[key], theirs[key], run)
}

function findOtherLayer(
  { model }: Experiment,
  { model: theirs }: Experiment,
  run: string,
): Problem | null {
  const { layers, decoder, tieEmbeddings } = model
  return (
    findDifference('model.layers', layers, theirs.layers, run) ??
    findDifference('model.decoder', decoder, theirs.decoder, run) ??
    findDifference('model.tieEmbeddings', tieEmbeddings, theirs.tieEmbeddings, run)
  )
}

/** The first place at which two values differ, keys of no consequence left out. */
function findDifference(path: string, own: unknown, theirs: unknown, run: string): Problem | null {
  if (Array.isArray(own) && Array.isArray(theirs)) {
    for (let index = 0; index < Math.max(own.length, theirs.length); index++) {
      const found = findDifference(`${path}.${index}`, own[index], theirs[index], run)
      if (found) return found
    }
    return null
  }
  if (!isRecord(own) || !isRecord(theirs))
    return isSame(own, theirs) ? null : other(path, own, theirs, run)
  // Of another type nothing else is worth comparing.
  const keys = [...new Set(['type', ...Object.keys(own), ...Object.keys(theirs)])]
  for (const key of keys.filter((one) => !freeKeys.has(one))) {
    const found = findDifference(`${path}.${key}`, own[key], theirs[key], run)
    if (found) return found
  }
  return null
}

function other(path: string, own: unknown, theirs: unknown, run: string): Problem {
  const message = `it is ${shown(own)} here and ${shown(theirs)} in the run "${run}" that training starts from; both have to be the same.`
  return { path, message }
}

function shown(value: unknown): string {
  if (value === undefined) return 'not there'
  if (isRecord(value) && typeof value.type === 'string') return `a layer ${value.type}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isSame(one: unknown, another: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(another)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
