// Reads the options of one layer as Keras and tfjs write them, and notices every option that nobody asked for.
import { activations, type Activation } from '#shared/experiment/layers'
import type { Remarks } from '../objections'

/** A layer as it stands in a file. */
export interface FileLayer {
  readonly className: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
}

/** Options that say nothing of what a layer computes. */
const meaningless = [
  'name',
  'trainable',
  'dtype',
  'batch_input_shape',
  'batch_shape',
  'input_shape',
  'input_dtype',
  'input_length',
  'batch_size',
  'implementation',
  'unroll',
  'seed',
  'supports_masking',
  'zero_output_for_mask',
  'cudnn',
  'use_cudnn',
  'ragged',
  'sparse',
]

/** Keras's names that are other than the lab's; both spell words with `_` or without. */
const activationNames = new Map<string, Activation>(
  activations.map((name) => [name.toLowerCase(), name]),
)

/** Options of one layer. What cannot be taken over is refused in `remarks`, and a default stands for it. */
export class OptionReader {
  /** The options that were read, for the layer to be made again from these alone. */
  readonly clean: Record<string, unknown> = {}
  readonly #asked = new Set(meaningless)
  readonly #layer: FileLayer
  readonly #remarks: Remarks

  constructor(layer: FileLayer, remarks: Remarks) {
    this.#layer = layer
    this.#remarks = remarks
    this.clean['name'] = layer.name
    this.#checkType()
    for (const key of ['ragged', 'sparse'])
      if (this.#value(key) === true)
        this.refuse(`its option ${key} is on, and the lab reads plain lists of ids`)
    if (layer.config['trainable'] === false)
      remarks.note(`${this.label}: was kept fixed in training; the lab trains every layer.`)
  }

  get label(): string {
    return `layer "${this.#layer.name}" (${this.#layer.className})`
  }

  /** @param why a clause after the layer's name */
  refuse(why: string): void {
    this.#remarks.refuse(`${this.label}: ${why}`)
  }

  note(sentence: string): void {
    this.#remarks.note(`${this.label}: ${sentence}`)
  }

  integer(key: string): number {
    const value = this.#value(key)
    const isFine = typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
    if (!isFine) this.#wrong(key, value, 'a whole number from 1')
    return this.#taken(key, isFine ? value : 1)
  }

  number(key: string, fallback: number): number {
    const value = this.#value(key) ?? fallback
    const isFine = typeof value === 'number' && Number.isFinite(value)
    if (!isFine) this.#wrong(key, value, 'a number')
    return this.#taken(key, isFine ? value : fallback)
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#value(key) ?? fallback
    const isFine = typeof value === 'boolean'
    if (!isFine) this.#wrong(key, value, 'true or false')
    return this.#taken(key, isFine ? value : fallback)
  }

  /** An option that the lab knows in one state alone. */
  never(key: string, why: string): void {
    const value = this.#value(key)
    if (value !== undefined && value !== null && value !== false) this.refuse(why)
  }

  /** One of some words. */
  choice<Word extends string>(key: string, words: readonly Word[], fallback: Word): Word {
    const value = this.#value(key) ?? fallback
    const found = words.find((word) => word === value)
    if (found === undefined)
      this.refuse(`its option ${key} is ${shown(value)}; the lab has ${words.join(', ')}`)
    return this.#taken(key, found ?? fallback)
  }

  /** @param fallback tfjs's own, for a file that does not name one; a file that says null means linear */
  activation(key: string, fallback: Activation): Activation {
    const value = this.#value(key)
    const name = value === undefined ? fallback : nameOf(value)
    const found = activationNames.get(name?.replaceAll('_', '').toLowerCase() ?? '')
    if (found === undefined)
      this.refuse(`its ${key} is ${name ?? shown(value)}, which the lab does not have`)
    const taken = found ?? fallback
    this.clean[key] = snakeCase(taken)
    return taken
  }

  /** Options of initial values, which have no effect on a model that has its weights. */
  initializers(...weights: readonly string[]): void {
    for (const weight of weights) {
      const key = `${weight}_initializer`
      this.#asked.add(key)
      this.clean[key] = { class_name: 'Zeros', config: {} }
    }
  }

  /** Regularizers and constraints: they matter in training alone, and the lab has none. */
  penalties(...weights: readonly string[]): void {
    const keys = weights.flatMap((weight) => [`${weight}_regularizer`, `${weight}_constraint`])
    for (const key of ['activity_regularizer', ...keys])
      if ((this.#value(key) ?? null) !== null)
        this.note(`its ${key.replace('_', ' ')} is left out; it matters in training alone.`)
  }

  /** An option that is read elsewhere, or that says nothing. */
  skip(...keys: readonly string[]): void {
    for (const key of keys) this.#asked.add(key)
  }

  raw(key: string): unknown {
    return this.#value(key)
  }

  /** To be called last: refuses what is set and was never asked for. */
  finish(): void {
    for (const [key, value] of Object.entries(this.#layer.config))
      if (!this.#asked.has(key) && value !== null && value !== false)
        this.refuse(`its option ${key.slice(0, 60)} is not known here`)
  }

  #value(key: string): unknown {
    this.#asked.add(key)
    return this.#layer.config[key]
  }

  #taken<Value>(key: string, value: Value): Value {
    this.clean[key] = value
    return value
  }

  #wrong(key: string, value: unknown, expected: string): void {
    this.refuse(`its ${key} is ${shown(value)} where ${expected} is expected`)
  }

  #checkType(): void {
    const { dtype } = this.#layer.config
    if (dtype === undefined || dtype === null) return
    const name = nameOf(dtype)
    const isIds = this.#layer.className === 'InputLayer' && /^u?int(?:8|16|32|64)$/.test(name ?? '')
    if (name !== 'float32' && !isIds)
      this.refuse(`computes in ${name ?? shown(dtype)}, and the lab in float32 alone`)
  }
}

/** A name that stands as such, or as an object that Keras made of it. */
function nameOf(value: unknown): string | null {
  if (value === null) return 'linear'
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return null
  const { config, class_name: className } = value as { config?: unknown; class_name?: unknown } // read with care
  if (typeof config === 'string') return config
  const inner =
    typeof config === 'object' && config !== null && 'name' in config ? config.name : null
  if (typeof inner === 'string') return inner
  return typeof className === 'string' ? className : null
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
