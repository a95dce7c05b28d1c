// Keras's serialized objects: layers, initializers, functions, data types. Only Keras's own are read, by name; no code ever is.
import { z } from 'zod'
import { broken, Refusal, shown } from './refusal'

const objectSchema = z.looseObject({
  module: z.string().max(300).nullish(),
  class_name: z.string().min(1).max(300),
  config: z.unknown(),
  registered_name: z.string().max(300).nullish(),
})

export type Options = Readonly<Record<string, unknown>>

export interface KerasObject {
  readonly type: string
  readonly config: Options
  /** All that stands beside class_name and config. */
  readonly rest: Options
}

/** JSON's null, or not there at all. */
export function isUnset(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

/** The object, when it is one of Keras's own. */
export function readObject(value: unknown, what: string): KerasObject {
  const parsed = objectSchema.safeParse(value)
  if (!parsed.success) throw broken(`${what} has no class_name with a config`)
  const { class_name: type, config, ...rest } = parsed.data
  refuseForeign(type, rest, what)
  const options = z.record(z.string(), z.unknown()).safeParse(config)
  if (!options.success) throw broken(`the config of ${what} is no table of options`)
  return { type, config: options.data, rest }
}

function refuseForeign(
  type: string,
  {
    module,
    registered_name: registered,
  }: { module?: string | null; registered_name?: string | null },
  what: string,
): void {
  const isKeras = isUnset(module) || module === 'builtins' || /^(tf_)?keras(\.|$)/.test(module)
  const isOwn = isUnset(registered) || registered === type || !registered.includes('>')
  if (isKeras && isOwn) return
  throw new Refusal(
    'model-refused',
    `${what} is a ${shown(type)} of somebody's own code, which the lab does not run`,
  )
}

const functionSchema = z.looseObject({ class_name: z.literal('function'), config: z.string() })

/** The name of an activation, as Keras has it. */
export function readActivation(value: unknown, what: string): string {
  if (isUnset(value)) return 'linear'
  if (typeof value === 'string') return value
  const named = functionSchema.safeParse(value)
  if (!named.success) throw new Refusal('model-refused', `${what} has no plain name`)
  const { config, ...rest } = named.data
  const { module, registered_name } = objectSchema.partial().parse(rest)
  refuseForeign(config, { module, registered_name }, what)
  return config
}

/** Keras's spelling, tfjs's spelling. */
const initializers: Readonly<Record<string, string>> = {
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
  ...Object.fromEntries(
    [
      ...['Zeros', 'Ones', 'RandomUniform', 'RandomNormal', 'TruncatedNormal', 'VarianceScaling'],
      ...['GlorotUniform', 'GlorotNormal', 'HeUniform', 'HeNormal', 'Orthogonal'],
    ].map((name) => [name, name]),
  ),
}
const initializerOptions = ['minval', 'maxval', 'mean', 'stddev', 'scale', 'mode', 'gain']

/** How weights would begin, which says nothing of a trained model: what the lab does not know is left out. */
export function readInitializer(value: unknown, what: string): object | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { type, config } = readObject(value, `the initializer of ${what}`)
  const name = Object.hasOwn(initializers, type) ? initializers[type] : undefined
  if (name === undefined) return undefined
  const known = Object.entries(config).filter(
    ([key, option]) =>
      initializerOptions.includes(key) &&
      (typeof option === 'number' || typeof option === 'string'),
  )
  const drawn = config['distribution']
  const distribution = drawn === 'uniform' ? 'uniform' : 'normal'
  return {
    class_name: name,
    config: { ...Object.fromEntries(known), ...(drawn !== undefined && { distribution }) },
  }
}

const policySchema = z.looseObject({
  class_name: z.enum(['DTypePolicy', 'Policy']),
  config: z.looseObject({ name: z.string() }),
})

/** Whether a layer computes with 32-bit numbers. */
export function isFloat32(dtype: unknown): boolean {
  const policy = policySchema.safeParse(dtype)
  const name = policy.success ? policy.data.config.name : dtype
  return isUnset(name) || name === 'float32'
}
