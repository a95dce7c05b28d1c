// JSON that is still JSON: keys and values taken away, put elsewhere, of another type, far too large or far too deep.
import type { Dice } from './dice'
import type { Mutate } from './mutate-bytes'

type Container = Record<string, unknown> | unknown[]

/** One to four changes; of what is no JSON the bytes come back as they were. */
export const mutateJson: Mutate = (bytes, dice) => {
  let root: unknown
  try {
    root = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return bytes
  }
  for (let count = dice.between(1, 4); count > 0; count--) root = changed(root, dice)
  const text = JSON.stringify(root) ?? 'null'
  return new TextEncoder().encode(dice.chance(0.1) ? withRawNumbers(text, dice) : text)
}

function changed(root: unknown, dice: Dice): unknown {
  const places: [Container, string | number][] = []
  collect(root, places)
  if (places.length === 0) return strange(root, dice)
  const [container, key] = dice.pick(places)
  const holder = container as Record<string | number, unknown> // a list takes numbers for keys
  switch (dice.below(6)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(key), 1)
      else delete holder[key]
      break
    case 1: {
      const [other, otherKey] = dice.pick(places)
      holder[key] = structuredClone((other as Record<string | number, unknown>)[otherKey])
      break
    }
    case 2:
      if (Array.isArray(container)) container.push(...structuredClone(container.slice(0, 50)))
      else holder[dice.pick(odd)] = strange(holder[key], dice)
      break
    default:
      holder[key] = strange(holder[key], dice)
  }
  return root
}

// Enough of them to choose from; a vocabulary has thousands.
function collect(value: unknown, places: [Container, string | number][]): void {
  if (typeof value !== 'object' || value === null || places.length > 20_000) return
  const container = value as Container // an object or a list
  const keys = Array.isArray(container) ? container.keys() : Object.keys(container)
  for (const key of keys) {
    places.push([container, key])
    collect((container as Record<string | number, unknown>)[key], places)
  }
}

const odd = [
  '__proto__',
  'constructor',
  'toString',
  '',
  '../x',
  'length',
  '\u0000',
  'a'.repeat(5000),
]

function strange(value: unknown, dice: Dice): unknown {
  if (typeof value === 'number' && dice.chance(0.5))
    return dice.pick([0, -1, value + 1, -value, value * 1000, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e300])
  const others: readonly unknown[] = [
    ...[null, true, false, 0, -1, 1e308, 0.1, '', 'x', 'NaN', '../../../x', '/etc/passwd', [], {}],
    ...['\ud800', 'a'.repeat(dice.below(200_000)), Array<number>(dice.below(20_000)).fill(0)],
    ...[[value], { value }, { __proto__: value }, deep(dice.between(10, 4000))],
  ]
  return dice.pick(others)
}

function deep(levels: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Numbers as JSON.stringify never writes them. */
function withRawNumbers(text: string, dice: Dice): string {
  const raw = dice.pick([
    '1e999',
    '-1e999',
    '9'.repeat(400),
    '-0',
    '1e-999',
    '123456789012345678901',
  ])
  let skip = dice.below(20)
  return text.replace(/(?<=[[:,])-?\d+(?:\.\d+)?/g, (number) => (skip-- === 0 ? raw : number))
}
