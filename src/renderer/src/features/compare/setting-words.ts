// What the settings of an experiment and their values are called, by their paths in the experiment file.
import type { Loss } from '#shared/experiment/training'
import { optimizerFields, optimizerTitles } from '../train/optimizer-fields'
import { lossTitles } from '../train/settings-line'

const titles: Readonly<Record<string, string>> = {
  'data.path': 'Data',
  'data.morePaths': 'Further files',
  'data.generator': 'Made by the lab',
  'data.text': 'Text column',
  'data.label': 'Label column',
  'data.split': 'Part of the data',
  'data.separator': 'Separator',
  'data.quote': 'Quotes',
  'data.header': 'Header line',
  'data.maximumRows': 'Rows read at most',
  'text.level': 'Tokens',
  'text.lowercase': 'Lower case',
  'text.stripHtml': 'Strip HTML',
  'text.wordShapes': 'Shapes of unknown words',
  'text.padding': 'Pad',
  'text.truncating': 'Cut long texts',
  'training.wordDropout': 'Word dropout',
  'training.optimizer.type': 'Optimizer',
  'training.schedule.type': 'Learning rate schedule',
  'training.clipNorm': 'Clip gradients by norm',
  'training.clipValue': 'Clip gradients by value',
  'training.bestMetric': 'Best epoch by',
  'training.checkpoint.seconds': 'Checkpoint, seconds',
  'training.checkpoint.steps': 'Checkpoint, steps',
}

// Parts whose options need the part's name to be understood.
const parts: Readonly<Record<string, string>> = {
  schedule: 'Schedule',
  earlyStopping: 'Early stopping',
  classWeight: 'Class weight',
  checkpoint: 'Checkpoint',
}

const optimizerLabels: ReadonlyMap<string, string> = new Map(
  Object.values(optimizerFields).flatMap((fields) => fields.map(({ key, label }) => [key, label])),
)

/** What a setting is called: `training.batchSize` is "Batch size", `model.layers.1.units` is "Layer 2, units". */
export function settingTitle(path: string): string {
  const keys = path.split('.')
  const layers = keys.indexOf('layers')
  if (layers >= 0 && layers <= 1 && keys.length > layers + 1)
    return layerTitle(keys.slice(layers + 1))
  const known = titles[path]
  if (known) return known
  const last = keys[keys.length - 1]
  if (keys[1] === 'optimizer') return optimizerLabels.get(last) ?? words(last)
  const part = keys.length > 2 ? parts[keys[1]] : undefined
  return part ? `${part}, ${words(last).toLowerCase()}` : words(last)
}

// `type` says which layer it is, so it is the layer itself.
function layerTitle([index, ...keys]: readonly string[]): string {
  const place = `Layer ${Number(index) + 1}`
  const named = keys.filter((key) => key !== 'type' && key !== 'layer')
  return named.length === 0 ? place : `${place}, ${named.map(words).join(', ').toLowerCase()}`
}

const nulls: Readonly<Record<string, string>> = {
  'data.text': 'automatic',
  'data.template': 'none',
  'data.label': 'automatic',
  'data.split': 'all',
  'data.maximumRows': 'all',
  'text.vocabularySize': 'automatic',
  'text.punctuation': 'automatic',
  'text.target': 'as the source',
  'text.sequenceLength': 'longest of a batch',
  'training.loss': 'automatic',
  'training.bestMetric': 'automatic',
  'training.clipNorm': 'off',
  'training.clipValue': 'off',
  'training.classWeight': 'all the same',
  'training.earlyStopping': 'off',
}

/** A value as a person reads it; a dash for one that an experiment does not have. */
export function settingText(path: string, value: unknown): string {
  if (value === undefined) return '–'
  if (value === null) return nulls[path] ?? 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return textOf(path, value)
  if (Array.isArray(value)) return value.map((one) => settingText('', one)).join(', ')
  return objectText(Object.entries(value))
}

function textOf(path: string, value: string): string {
  if (path === 'data.path') return value.split(/[/\\]/).filter(Boolean).at(-1) ?? value
  if (path === 'training.optimizer.type' && Object.hasOwn(optimizerTitles, value))
    return optimizerTitles[value as keyof typeof optimizerTitles] // hasOwn has just said so
  if (path === 'training.loss' && Object.hasOwn(lossTitles, value)) return lossTitles[value as Loss] // the same
  const isWord = path.startsWith('training.') && /^[a-z]+([A-Z][a-z]+)*$/.test(value)
  return isWord ? words(value) : value
}

// A whole layer, or what stops early: what it is, and its numbers.
function objectText(entries: readonly (readonly [string, unknown])[]): string {
  const type = entries.find(([key]) => key === 'type')?.[1]
  const numbers = entries
    .filter(([, value]) => typeof value === 'number' && value !== 0)
    .map(([key, value]) => `${words(key).toLowerCase()} ${String(value)}`)
  return [...(typeof type === 'string' ? [type] : []), ...numbers.slice(0, 3)].join(', ') || 'on'
}

/** `validationSplit` -> "Validation split". */
function words(key: string): string {
  const spaced = key.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase()
  const readable = spaced.replace(/^val /, 'validation ')
  return readable.charAt(0).toUpperCase() + readable.slice(1)
}
