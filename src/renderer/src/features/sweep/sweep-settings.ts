// What a sweep can vary in an experiment: settings by the names that the forms give them, with what they may be.
import { layerLabel } from '#shared/domain/model-summary'
import type { LayerSpec, LayerType } from '#shared/experiment/layers'
import { withTaskDefaults, type Experiment } from '#shared/experiment/schema'
import type { SweepGrid } from '#shared/experiment/sweep'
import type { FormField } from '../../ui/form-field'
import { formOf, innerFormOf, innerTypesOf, type LayerField } from '../model/layer-fields'
import { optimizerFields, optimizerTitles } from '../train/optimizer-fields'
import { lossesOf } from '../train/losses-of-task'
import { lossTitles } from '../train/settings-line'
import {
  bestMetricField,
  earlyStoppingFields,
  epochFieldsOf,
  regularisationFields,
  scheduleFields,
  scheduleTitles,
  shuffleField,
  splitField,
} from '../train/training-fields'

export type SweepValue = SweepGrid[string][number]

export interface SweepChoice {
  readonly value: SweepValue
  readonly label: string
}

interface Named {
  /** In the experiment file, such as `model.layers.1.units`. */
  readonly path: string
  /** Within its group: "Units". */
  readonly label: string
  /** By itself: "Layer 2, units". */
  readonly title: string
  /** "Layer 2, LSTM", "Text", "Optimizer". */
  readonly group: string
  /** What the experiment has. */
  readonly current: SweepValue
}

export type SweepSetting = Named &
  (
    | {
        readonly kind: 'number'
        readonly unit?: string
        /** The word that stands for none, such as "Off". */
        readonly empty?: string
      }
    | { readonly kind: 'choice'; readonly choices: readonly SweepChoice[] }
  )

/** A part of the experiment: where it is, what it is called, what it holds. */
interface Part {
  readonly path: string
  readonly group: string
  /** Stands before the label in titles; empty where the label says enough. */
  readonly prefix: string
  readonly values: object
}

const textFields: readonly FormField[] = [
  choice('level', 'Tokens', [
    ['word', 'Words'],
    ['character', 'Characters'],
    ['bpe', 'Byte pairs'],
  ]),
  number('vocabularySize', 'Vocabulary size', 'Automatic'),
  number('sequenceLength', 'Sequence length', 'Longest'),
  choice('padding', 'Pad', [
    ['pre', 'Before'],
    ['post', 'After'],
  ]),
  choice('truncating', 'Cut long texts', [
    ['pre', 'At the start'],
    ['post', 'At the end'],
  ]),
  { key: 'lowercase', label: 'Lower case', hint: '', kind: 'switch' },
  { key: 'stripHtml', label: 'Strip HTML', hint: '', kind: 'switch' },
]

/** Everything that can be varied, in the order of the work. */
export function sweepSettings(experiment: Experiment): SweepSetting[] {
  // What the task takes for granted is what it has.
  const { data, text, model, training } = withTaskDefaults(experiment)
  return [
    ...model.layers.flatMap((layer, index) => layerSettings(model.layers, layer, index)),
    ...partSettings(
      { path: 'training.optimizer', group: 'Optimizer', prefix: '', values: training.optimizer },
      [
        titledChoice('type', 'Optimizer', optimizerTitles),
        ...optimizerFields[training.optimizer.type],
      ],
    ),
    ...partSettings({ path: 'training', group: 'Training', prefix: '', values: training }, [
      ...epochFieldsOf(experiment.task),
      ...regularisationFields,
      classWeightField,
      choice(
        'loss',
        'Loss',
        lossesOf(experiment).map((loss) => [loss, lossTitles[loss]]),
      ),
      bestMetricField,
      shuffleField,
    ]),
    ...partSettings(
      {
        path: 'training.schedule',
        group: 'Learning rate',
        prefix: 'Schedule',
        values: training.schedule,
      },
      [titledChoice('type', 'Schedule', scheduleTitles), ...scheduleFields[training.schedule.type]],
    ),
    ...(training.earlyStopping
      ? partSettings(
          {
            path: 'training.earlyStopping',
            group: 'When to stop',
            prefix: 'Early stopping',
            values: training.earlyStopping,
          },
          earlyStoppingFields,
        )
      : []),
    ...partSettings({ path: 'text', group: 'Text', prefix: '', values: text }, textFields),
    ...partSettings({ path: 'data', group: 'Data', prefix: '', values: data }, [
      splitField,
      number('maximumRows', 'Rows read at most', 'All'),
    ]),
  ]
}

const classWeightField = choice('classWeight', 'Class weights', [['balanced', 'Balanced']])

const alternatives: readonly (readonly LayerType[])[] = [
  ['SimpleRNN', 'LSTM', 'GRU'],
  ['GlobalMaxPooling1D', 'GlobalAveragePooling1D', 'Flatten'],
  ['Dropout', 'SpatialDropout1D'],
]

function layerSettings(
  layers: readonly LayerSpec[],
  layer: LayerSpec,
  index: number,
): SweepSetting[] {
  const place = `Layer ${index + 1}`
  const path = `model.layers.${index}`
  const group = `${place}, ${layerLabel(layer)}`
  const part = { path, group, prefix: place, values: layer }
  const types = alternatives.find((some) => some.includes(layer.type)) ?? []
  // The last layer's width and activation follow from the classes.
  const isFixed = index === layers.length - 1
  const { main, more } = formOf(layer.type)
  const own = [...main, ...more].filter(({ key }) => !isFixed || !/^(units|activation)$/.test(key))
  const inner = 'layer' in layer ? layer.layer : null
  const innerForm = inner && innerFormOf(inner.type, layer.type)
  return [
    ...partSettings(part, [...typeField(types), ...fieldsOf(own)]),
    ...(inner && innerForm
      ? partSettings({ path: `${path}.layer`, group, prefix: `${place}, inside`, values: inner }, [
          ...typeField(innerTypesOf(layer.type).filter((type) => isAlike(type, inner.type))),
          ...fieldsOf([...innerForm.main, ...innerForm.more]),
        ])
      : []),
  ]
}

/** Types that need no other options than those that have defaults or are there. */
function isAlike(type: LayerType, from: LayerType): boolean {
  return type === from || alternatives.some((some) => some.includes(type) && some.includes(from))
}

function typeField(types: readonly LayerType[]): FormField[] {
  return types.length < 2
    ? []
    : [
        choice(
          'type',
          'Type',
          types.map((type) => [type, type]),
        ),
      ]
}

function fieldsOf(fields: readonly LayerField[]): FormField[] {
  return fields.flatMap((field): FormField[] => {
    // Whether a layer gives sequences follows from the layers after it.
    if (field.kind === 'text' || field.key === 'returnSequences') return []
    if (field.kind !== 'choice') return [field]
    return [
      choice(
        field.key,
        field.label,
        field.choices.map((one) => [one, one]),
      ),
    ]
  })
}

function partSettings(part: Part, fields: readonly FormField[]): SweepSetting[] {
  return fields.map((field) => {
    const { key, label } = field
    const named = {
      path: `${part.path}.${key}`,
      label,
      title:
        part.prefix && part.prefix !== label ? `${part.prefix}, ${label.toLowerCase()}` : label,
      group: part.group,
      current: asValue(Reflect.get(part.values, key)),
    }
    if (field.kind === 'number')
      return { ...named, kind: 'number', unit: field.unit, empty: field.empty }
    return { ...named, kind: 'choice', choices: choicesOf(field, named) }
  })
}

function choicesOf(
  field: Exclude<FormField, { kind: 'number' }>,
  { path, current }: Pick<Named, 'path' | 'current'>,
): readonly SweepChoice[] {
  if (field.kind === 'switch')
    return [
      { value: false, label: 'No' },
      { value: true, label: 'Yes' },
    ]
  const word = emptyWords[path]
  const isOther = current !== null && field.choices.every(({ value }) => value !== current)
  return [
    ...(word === undefined ? [] : [{ value: null, label: word }]),
    ...field.choices,
    // Weights by class are an object.
    ...(isOther ? [{ value: current, label: 'As it is' }] : []),
  ]
}

/** What a choice is called that is null in the file. */
const emptyWords: Readonly<Record<string, string>> = {
  'training.classWeight': 'All the same',
  'training.loss': 'Fits the last layer',
}

function asValue(value: unknown): SweepValue {
  return value === undefined ? null : (value as SweepValue) // an experiment is JSON
}

function titledChoice(
  key: string,
  label: string,
  titles: Readonly<Record<string, string>>,
): FormField {
  return choice(key, label, Object.entries(titles))
}

function choice(
  key: string,
  label: string,
  choices: readonly (readonly [string, string])[],
): FormField {
  return {
    key,
    label,
    hint: '',
    kind: 'choice',
    choices: choices.map(([value, title]) => ({ value, label: title })),
  }
}

function number(key: string, label: string, empty: string): FormField {
  return { key, label, hint: '', kind: 'number', step: 1, empty }
}
