// The name of the loss that a Keras model was compiled with, which tells two kinds of experiment apart.
import { z } from 'zod'

const name = z.string().min(1).max(60)
const lossSchema = z.union([
  name,
  // A function by its name, or an object by its kind.
  z
    .looseObject({ class_name: z.literal('function'), config: name })
    .transform(({ config }) => config),
  z.looseObject({ class_name: name }).transform(({ class_name }) => class_name),
])
const compiledSchema = z.looseObject({ loss: lossSchema })
const describedSchema = z.looseObject({ compile_config: compiledSchema })

/** @param given the model's description with its compile_config, or an older file's training_config as JSON; null where it names no loss */
export function lossOf(given: unknown): string | null {
  const value = typeof given === 'string' ? parsed(given) : given
  const described = describedSchema.safeParse(value)
  const compiled = compiledSchema.safeParse(
    described.success ? described.data.compile_config : value,
  )
  return compiled.success ? compiled.data.loss : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
