// The training options as form fields: what they are called, their units, what they do.
import { monitorWords } from '#shared/domain/best-epoch'
import type { Task } from '#shared/experiment/schema'
import {
  monitors,
  scheduleSchema,
  type Monitor,
  type ScheduleOptions,
} from '#shared/experiment/training'
import { asSentence } from '../../state/problem-words'
import type { FormField } from '../../ui/form-field'
import { changeType } from './change-type'

/** What a batch holds. */
const examples: Readonly<Record<Task, string>> = {
  classification: 'texts',
  tagging: 'sentences',
  'language-model': 'windows',
  seq2seq: 'pairs',
}

export function epochFieldsOf(task: Task): readonly FormField[] {
  const many = examples[task]
  return [
    count('epochs', 'Epochs', undefined, `Times that all ${many} are read.`, { min: 1 }),
    count('batchSize', 'Batch size', many, `${asSentence(many)} per step.`, { step: 8, min: 1 }),
  ]
}

/** The text that a language model writes after each epoch. */
export const sampleFields: readonly FormField[] = [
  count('length', 'Length of the sample', 'tokens', '0 writes none.', { step: 50, min: 0 }),
  {
    key: 'temperature',
    label: 'Temperature',
    hint: 'Lower is safer, higher is bolder.',
    kind: 'number',
    step: 0.1,
    min: 0,
    max: 5,
  },
]

export const splitField: FormField = {
  key: 'validationSplit',
  label: 'Validation split',
  unit: 'share',
  hint: 'Rows set aside to validate on.',
  kind: 'number',
  step: 0.05,
  min: 0.05,
  max: 0.9,
}

export const seedField: FormField = count(
  'seed',
  'Seed',
  undefined,
  'The same seed gives the same run.',
  { min: 0 },
)

export const shuffleField: FormField = {
  key: 'shuffle',
  label: 'Shuffle',
  hint: 'Another order of the texts in each epoch.',
  kind: 'switch',
}

export type ScheduleType = ScheduleOptions['type']

export const scheduleTitles: Readonly<Record<ScheduleType, string>> = {
  constant: 'Constant',
  step: 'In steps',
  exponential: 'Exponential',
  cosine: 'Cosine',
  reduceOnPlateau: 'Reduce on plateau',
}

/** One line on what each schedule does. */
export const scheduleHints: Readonly<Record<ScheduleType, string>> = {
  constant: 'The same at every step.',
  step: 'Falls at once after every few epochs.',
  exponential: 'Falls by the same share again and again.',
  cosine: 'Falls slowly, then fast, then slowly.',
  reduceOnPlateau: 'Falls when a metric no longer gets better.',
}

/** "Validation loss". */
const monitorTitles: Readonly<Record<Monitor, string>> = {
  valLoss: asSentence(monitorWords.valLoss),
  valAccuracy: asSentence(monitorWords.valAccuracy),
  loss: asSentence(monitorWords.loss),
  accuracy: asSentence(monitorWords.accuracy),
}

const monitorChoices = monitors.map((value) => ({ value, label: monitorTitles[value] }))

const patience = (hint: string): FormField =>
  count('patience', 'Patience', 'epochs', hint, { min: 0 })
const minDelta: FormField = {
  key: 'minDelta',
  label: 'Minimum change',
  hint: 'Less than this is no better.',
  kind: 'number',
  step: 0.001,
  min: 0,
}
const warmup = count('warmupSteps', 'Warm-up', 'steps', 'Rises from zero over so many steps.', {
  step: 50,
  min: 0,
})

/** The options of each schedule; the warm-up is always the last. */
export const scheduleFields: Readonly<Record<ScheduleType, readonly FormField[]>> = {
  constant: [warmup],
  step: [
    count('epochs', 'Every', 'epochs', 'How often it falls.', { min: 1 }),
    share('factor', 'Factor', 'What is left of it each time.', 1),
    warmup,
  ],
  exponential: [
    share('decayRate', 'Decay rate', 'What is left of it after the decay steps.', 1),
    count('decaySteps', 'Decay steps', 'steps', 'Empty: the steps of an epoch.', {
      step: 50,
      min: 1,
      empty: 'An epoch',
    }),
    { key: 'staircase', label: 'Staircase', hint: 'Falls at once, not smoothly.', kind: 'switch' },
    warmup,
  ],
  cosine: [
    count('decaySteps', 'Decay steps', 'steps', 'Empty: down to the last step.', {
      step: 50,
      min: 1,
      empty: 'All steps',
    }),
    share('alpha', 'Alpha', 'Share of the rate that is left at the end.', 1),
    warmup,
  ],
  reduceOnPlateau: [
    choice('monitor', 'Watches', 'What has to get better.', monitorChoices),
    share('factor', 'Factor', 'What is left of the rate each time.', 0.95),
    patience('Epochs without a better one before it falls.'),
    minDelta,
    count('cooldown', 'Cooldown', 'epochs', 'Pause after it fell.', { min: 0 }),
    {
      key: 'minLearningRate',
      label: 'Lowest rate',
      hint: 'It never falls below this.',
      kind: 'number',
      step: 0.0001,
      min: 0,
    },
    warmup,
  ],
}

export const earlyStoppingFields: readonly FormField[] = [
  choice('monitor', 'Watches', 'What has to get better.', monitorChoices),
  patience('Epochs without a better one before it ends.'),
  minDelta,
  {
    key: 'restoreBestWeights',
    label: 'Keep the best epoch',
    hint: 'Off: the model of the last epoch is kept.',
    kind: 'switch',
  },
]

export const regularisationFields: readonly FormField[] = [
  {
    key: 'clipNorm',
    label: 'Clip gradients by norm',
    hint: 'Longest that all gradients together may be.',
    kind: 'number',
    step: 0.5,
    min: 0,
    empty: 'Off',
  },
  {
    key: 'clipValue',
    label: 'Clip gradients by value',
    hint: 'Largest size of each number; comes before the norm.',
    kind: 'number',
    step: 0.5,
    min: 0,
    empty: 'Off',
  },
  {
    key: 'labelSmoothing',
    label: 'Label smoothing',
    unit: 'share',
    hint: 'Keeps the model from being too sure.',
    kind: 'number',
    step: 0.05,
    min: 0,
    max: 0.95,
  },
]

/** Of taggers alone. */
export const wordDropoutField: FormField = {
  key: 'wordDropout',
  label: 'Word dropout',
  hint: 'How often rare words are read as unknown, so that it learns what to make of these. 0: never.',
  kind: 'number',
  step: 0.25,
  min: 0,
  max: 1000,
}

export const bestMetricField: FormField = choice(
  'bestMetric',
  'Best model by',
  'Its epoch is the one that the run keeps.',
  monitorChoices,
)

export const checkpointFields: readonly FormField[] = [
  {
    key: 'seconds',
    label: 'Checkpoint every',
    unit: 'seconds',
    hint: 'At most so much work can be lost.',
    kind: 'number',
    step: 5,
    min: 0.1,
  },
  count('steps', 'And every', 'steps', 'Empty: by time and after each epoch.', {
    step: 100,
    min: 1,
    empty: 'By time only',
  }),
]

/** The options of another schedule, with what was chosen for both. */
export function changeSchedule(options: ScheduleOptions, type: ScheduleType): ScheduleOptions {
  return changeType(scheduleSchema, options, type)
}

interface CountOptions {
  readonly step?: number
  readonly min: number
  readonly empty?: string
}

function count(
  key: string,
  label: string,
  unit: string | undefined,
  hint: string,
  { step = 1, ...more }: CountOptions,
): FormField {
  return { key, label, hint, kind: 'number', step, ...(unit && { unit }), ...more }
}

function share(key: string, label: string, hint: string, max: number): FormField {
  return { key, label, hint, kind: 'number', step: 0.05, min: 0, max }
}

function choice(
  key: string,
  label: string,
  hint: string,
  choices: readonly { value: string; label: string }[],
): FormField {
  return { key, label, hint, kind: 'choice', choices }
}
