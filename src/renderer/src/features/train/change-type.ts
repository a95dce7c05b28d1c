// The change from one type of a part to another: an optimizer, a schedule.

interface Typed {
  readonly type: string
}

/** What can fill in the defaults of a type, and check its options. */
interface TypedSchema<Options extends Typed> {
  parse(value: unknown): Options
  safeParse(value: unknown): { readonly success: boolean; readonly data?: Options }
}

/**
 * The options of another type: what both call the same is kept, but for a value that is only the old one's
 * default (a rate of 0.01 is usual for SGD and far too much for Adam).
 */
export function changeType<Options extends Typed>(
  schema: TypedSchema<Options>,
  options: Options,
  type: Options['type'],
): Options {
  const target = schema.parse({ type })
  const before = Object.entries(schema.parse({ type: options.type }))
  const defaults = new Map<string, unknown>(before)
  const kept = Object.entries(options).filter(
    ([key, value]) => key !== 'type' && key in target && value !== defaults.get(key),
  )
  const changed = schema.safeParse({ ...target, ...Object.fromEntries(kept) })
  return changed.data ?? target
}
