// The options of each layer type as form fields: what they are called, how they are typed, what they do.
import {
  activations,
  initializers,
  mergeModes,
  type LayerSpec,
  type LayerType,
} from '#shared/experiment/layers'

interface Labelled {
  readonly key: string
  readonly label: string
  /** What it does, in a few words. */
  readonly hint: string
}

export type LayerField = Labelled &
  (
    | { readonly kind: 'number'; readonly step: number; readonly min: number; readonly max: number }
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'switch' }
    | { readonly kind: 'text' }
  )

export interface LayerForm {
  /** Shown in the row. */
  readonly main: readonly LayerField[]
  /** Shown on demand. */
  readonly more: readonly LayerField[]
}

const name: LayerField = {
  key: 'name',
  label: 'Name',
  hint: 'In the table and the saved model; empty for one by itself.',
  kind: 'text',
}
const units: LayerField = {
  key: 'units',
  label: 'Units',
  hint: 'Width of the output.',
  kind: 'number',
  step: 1,
  min: 1,
  max: 1_000_000,
}
const rate = share('rate', 'Rate', 'Share of the values set to zero while training.')
const useBias = toggle('useBias', 'Bias', 'Adds a learned constant to each unit.')
const activation = choice('activation', 'Activation', 'Applied to the output.', activations)
const kernelInitializer = initializer('kernelInitializer', 'Kernel initializer')
const biasInitializer = initializer('biasInitializer', 'Bias initializer')

const recurrentMain = [
  units,
  activation,
  toggle('returnSequences', 'Return sequences', 'Gives a vector at every step, not only the last.'),
]
const recurrentMore = [
  share('dropout', 'Dropout', 'Share of the inputs set to zero while training.'),
  share('recurrentDropout', 'Recurrent dropout', 'Share of the state set to zero while training.'),
  toggle('goBackwards', 'Go backwards', 'Reads the text from its end.'),
  useBias,
  kernelInitializer,
  initializer('recurrentInitializer', 'Recurrent initializer'),
  biasInitializer,
  name,
]
const recurrentActivation = choice(
  'recurrentActivation',
  'Gate activation',
  'Applied to the gates.',
  activations,
)
const noOptions: LayerForm = { main: [], more: [name] }

const forms: Readonly<Record<LayerType, LayerForm>> = {
  Embedding: {
    main: [units],
    more: [initializer('embeddingsInitializer', 'Initializer'), name],
  },
  SimpleRNN: { main: recurrentMain, more: recurrentMore },
  LSTM: {
    main: recurrentMain,
    more: [
      recurrentActivation,
      toggle('unitForgetBias', 'Forget bias of one', 'Starts out remembering.'),
      ...recurrentMore,
    ],
  },
  GRU: { main: recurrentMain, more: [recurrentActivation, ...recurrentMore] },
  Bidirectional: {
    main: [choice('mergeMode', 'Merge', 'How the two directions are joined.', mergeModes)],
    more: [name],
  },
  Dropout: { main: [rate], more: [name] },
  SpatialDropout1D: { main: [rate], more: [name] },
  Dense: {
    main: [units, activation],
    more: [useBias, kernelInitializer, biasInitializer, name],
  },
  Flatten: noOptions,
  GlobalMaxPooling1D: noOptions,
  GlobalAveragePooling1D: noOptions,
  TimeDistributed: noOptions,
  LayerNormalization: {
    main: [],
    more: [
      {
        key: 'epsilon',
        label: 'Epsilon',
        hint: 'Keeps the division away from zero.',
        kind: 'number',
        step: 0.001,
        min: 0,
        max: 1,
      },
      toggle('center', 'Center', 'Learns an offset.'),
      toggle('scale', 'Scale', 'Learns a factor.'),
      name,
    ],
  },
}

/** The fields of a layer type. */
export function formOf(type: LayerType): LayerForm {
  return forms[type]
}

/** The fields of the layer inside a wrapper, which has no name of its own in the table. */
export function innerFormOf(type: LayerType, wrapper: LayerType): LayerForm {
  const left = new Set(wrapper === 'Bidirectional' ? ['name', 'goBackwards'] : ['name'])
  const { main, more } = forms[type]
  return { main, more: more.filter((field) => !left.has(field.key)) }
}

/** What may stand inside a wrapper; empty for a layer that wraps nothing. */
export function innerTypesOf(type: LayerType): readonly LayerType[] {
  if (type === 'Bidirectional') return ['SimpleRNN', 'LSTM', 'GRU']
  return type === 'TimeDistributed' ? ['Dense', 'Dropout', 'LayerNormalization'] : []
}

/** One line on what each type is for, as the menu of layers shows it. */
export const layerPurposes: Readonly<Record<LayerType, string>> = {
  Embedding: 'Turns each token into a learned vector; always first.',
  SimpleRNN: 'Reads step by step with one plain state; forgets soon.',
  LSTM: 'Reads step by step; gates decide what to keep and forget.',
  GRU: 'Like LSTM with fewer gates and parameters.',
  Bidirectional: 'Reads with a recurrent layer from both ends.',
  Dropout: 'Sets values to zero while training, against overfitting.',
  SpatialDropout1D: 'Drops whole features over all steps of a text.',
  Dense: 'Connects every input with every unit; gives the answer at the end.',
  Flatten: 'Lays all steps side by side into one vector.',
  GlobalMaxPooling1D: 'Keeps the largest value of each feature over all steps.',
  GlobalAveragePooling1D: 'Averages each feature over all steps.',
  TimeDistributed: 'Applies a layer to every step on its own.',
  LayerNormalization: 'Keeps the values of each step in a steady range.',
}

/** The label of an option for sentences, such as "Units"; the key itself for one without a field. */
export function fieldLabel(layer: LayerSpec, key: string): string {
  const { main, more } = forms[layer.type]
  return [...main, ...more].find((field) => field.key === key)?.label ?? key
}

function share(key: string, label: string, hint: string): LayerField {
  return { key, label, hint, kind: 'number', step: 0.05, min: 0, max: 0.95 }
}

function toggle(key: string, label: string, hint: string): LayerField {
  return { key, label, hint, kind: 'switch' }
}

function choice(key: string, label: string, hint: string, choices: readonly string[]): LayerField {
  return { key, label, hint, kind: 'choice', choices }
}

function initializer(key: string, label: string): LayerField {
  return choice(key, label, 'How the weights start.', initializers)
}
