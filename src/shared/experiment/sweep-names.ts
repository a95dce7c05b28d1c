// Short names for the runs of a sweep, such as "LSTM, 0.01, seed 2".

interface Axis {
  readonly path: string
  readonly values: readonly unknown[]
}

/** A path as people type it: without the "model." before "layers". */
export function shortPath(path: string): string {
  return path.replace(/^model\.(?=layers(\.|$))/, '')
}

/** A name for each combination, in which a value stands alone where it cannot be taken for that of another key. */
export function nameCombinations(
  axes: readonly Axis[],
  combinations: readonly Readonly<Record<string, unknown>>[],
): string[] {
  const namers = axes.map((axis) => ({ path: axis.path, name: valueNamer(axis, axes) }))
  return combinations.map((settings) =>
    namers.map(({ path, name }) => name(settings[path])).join(', '),
  )
}

function valueNamer(axis: Axis, axes: readonly Axis[]): (value: unknown) => string {
  const label = labelOf(axis, axes)
  const kind = kindOf(axis)
  if (kind === 'other') return (value) => `${label} ${wordFor(value, axis.values)}`
  const isAlone =
    axis.path !== 'training.seed' &&
    axes.every(
      (other) => other === axis || other.path === 'training.seed' || kindOf(other) !== kind,
    )
  return isAlone ? String : (value) => `${label} ${String(value)}`
}

/** The last word of the path, or all of it when another key ends with the same word; a type goes by what has it. */
function labelOf({ path }: Axis, axes: readonly Axis[]): string {
  const word = lastWord(path)
  const isClear = axes.every((other) => other.path === path || lastWord(other.path) !== word)
  // "1" says nothing, "layers.1" does.
  return isClear && !/^\d+$/.test(word) ? word : shortPath(withoutType(path))
}

function lastWord(path: string): string {
  const owner = withoutType(path)
  return owner.slice(owner.lastIndexOf('.') + 1)
}

function withoutType(path: string): string {
  return path.replace(/\.type$/, '')
}

function kindOf({ values }: Axis): 'string' | 'number' | 'other' {
  if (values.every((value) => typeof value === 'string')) return 'string'
  return values.every((value) => typeof value === 'number') ? 'number' : 'other'
}

/** Objects are named by their type, or by their place among the values when the type does not tell them apart. */
function wordFor(value: unknown, values: readonly unknown[]): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const type = typeOf(value)
  const isClear =
    type !== undefined && values.filter((other) => typeOf(other) === type).length === 1
  return isClear ? type : `${values.indexOf(value) + 1}`
}

function typeOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const type: unknown = Reflect.get(value, 'type')
  return typeof type === 'string' ? type : undefined
}
