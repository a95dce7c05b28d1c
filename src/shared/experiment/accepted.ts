// Helps with typos: which keys a place of the schema takes, and which of some words is meant.
import { z } from 'zod'

/** The keys that the object at `path` of `input` may have, by walking the schema beside the input. */
export function acceptedKeys(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  input: unknown,
): string[] {
  const place = placeAt(schema, path, input)
  return place instanceof z.ZodObject ? Object.keys(place.shape) : []
}

/** The types that an object at `path` may be of, where it can be of several; else none. */
export function acceptedTypes(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  input: unknown,
): string[] {
  const place = placeAt(schema, path, input)
  if (!(place instanceof z.ZodDiscriminatedUnion)) return []
  return place.options.flatMap((option) => typeOf(option) ?? [])
}

function placeAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  input: unknown,
): z.core.$ZodType | undefined {
  const place = unwrap(schema, input)
  if (path.length === 0) return place
  const [key, ...rest] = path
  const inner = typeof input === 'object' && input !== null ? Reflect.get(input, key) : undefined
  if (place instanceof z.ZodArray) return placeAt(place.element, rest, inner)
  if (place instanceof z.ZodObject) {
    const next: z.core.$ZodType | undefined = place.shape[String(key)]
    return next && placeAt(next, rest, inner)
  }
  return undefined
}

function unwrap(schema: z.core.$ZodType, input: unknown): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return unwrap(schema.def.innerType, input)
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const type: unknown =
      typeof input === 'object' && input !== null ? Reflect.get(input, 'type') : undefined
    return schema.options.find((option) => typeOf(option) === type) ?? schema
  }
  return schema
}

/** The `type` that an object of a union is told by. */
function typeOf(option: z.core.$ZodType): string | undefined {
  if (!(option instanceof z.ZodObject) || !(option.shape.type instanceof z.ZodLiteral)) return
  return String(option.shape.type.value)
}

/** The candidate nearest to a misspelt word, when one is near enough to be meant. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  // A swap of two letters counts as two edits, so short words need room for it.
  const limit = Math.max(word.length >= 4 ? 2 : 1, Math.floor(word.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

// Levenshtein distance, two rows at a time.
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1)
      current[column] = Math.min(previous[column] + 1, current[column - 1] + 1, substitution)
    }
    previous = current
  }
  return previous[b.length]
}
