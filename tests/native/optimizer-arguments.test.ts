// A wrong call of the optimizers throws an error with a sentence and changes nothing.
import { describe, expect, it } from 'vitest'
import { randomNumbers, requireAddon } from './cases'
import { rules, updateCall, type UpdateCall } from './optimizer-cases'

const addon = requireAddon()

const floats = (length: number) => new Float32Array(length)
const [, rmsprop] = rules[0]
const [, adam] = rules[4]
const call = updateCall(rmsprop, 1, 9)
const adamCall = updateCall(adam, 2, 9)

/** A call with some of its properties wrong, as only code without types can make it. */
const wrong = (base: UpdateCall, changes: Record<string, unknown>) =>
  ({ ...base, ...changes }) as unknown as UpdateCall // wrong on purpose

/** Two arrays of nine numbers, of which the second begins at the last of the first. */
function overlapping(): [Float32Array, Float32Array] {
  const { buffer } = floats(17)
  return [new Float32Array(buffer, 0, 9), new Float32Array(buffer, 32, 9)]
}

function detached(): Float32Array {
  const array = floats(9)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

const [first, second] = overlapping()

describe('update', () => {
  it.each([
    ['no rule', wrong(call, { rule: undefined }), TypeError, /"rule" must be a text/],
    ['an unknown rule', wrong(call, { rule: 'sgd' }), TypeError, /"rule" must be rmsprop or adam/],
    [
      'values as a plain array',
      wrong(call, { values: [1] }),
      TypeError,
      /"values" must be a Float/,
    ],
    [
      'a gradient of doubles',
      wrong(call, { gradient: new Float64Array(9) }),
      TypeError,
      /"gradient" must be a Float32Array/,
    ],
    [
      'a short gradient',
      wrong(call, { gradient: floats(8) }),
      RangeError,
      /"gradient" has 8 elements; "values" has 9\./,
    ],
    ['a long slot', wrong(call, { slots: [floats(10)] }), RangeError, /"slots\[0\]" has 10/],
    ['memory that is gone', wrong(call, { slots: [detached()] }), RangeError, /"slots\[0\]" has 0/],
    [
      'a slot of nothing',
      wrong(call, { slots: [null] }),
      TypeError,
      /"slots\[0\]" must be a Float/,
    ],
    ['slots that are no array', wrong(call, { slots: floats(9) }), TypeError, /must be an array/],
    ['no slots', wrong(call, { slots: [] }), RangeError, /"slots" must hold .* needs, 1\./],
    ['a slot too many', wrong(call, { slots: [floats(9), floats(9)] }), RangeError, /needs, 1\./],
    ['four slots', wrong(call, { slots: [1, 2, 3, 4] }), RangeError, /"slots" has 4 members/],
    ['a slot too few', wrong(adamCall, { slots: [floats(9)] }), RangeError, /needs, 2\./],
    ['no slot for momentum', wrong(call, { momentum: 0.9 }), RangeError, /needs, 2\./],
    ['no slot for the mean', wrong(call, { centered: true }), RangeError, /needs, 2\./],
    ['centered as number', wrong(call, { centered: 1 }), TypeError, /"centered" must be true or/],
    [
      'the gradient as slot',
      wrong(call, { slots: [call.gradient] }),
      RangeError,
      /"slots\[0\]" shares memory with "gradient"/,
    ],
    [
      'the values as gradient',
      wrong(call, { gradient: call.values }),
      RangeError,
      /"gradient" shares memory with "values"/,
    ],
    [
      'slots that overlap by one number',
      wrong(adamCall, { slots: [first, second] }),
      RangeError,
      /"slots\[1\]" shares memory with "slots\[0\]"/,
    ],
    ...['gradientScale', 'learningRate', 'rho', 'momentum', 'epsilon'].flatMap((name) =>
      wrongNumbers(call, name),
    ),
    ...['gradientScale', 'rate', 'kept', 'beta1', 'beta2', 'epsilon'].flatMap((name) =>
      wrongNumbers(adamCall, name),
    ),
  ] as const)('refuses %s', (_name, given, kind, message) => {
    const slots = call.slots[0].slice()
    expect(() => addon.update(given)).toThrow(kind)
    expect(() => addon.update(given)).toThrow(message)
    expect(call.slots[0]).toEqual(slots)
  })

  it('takes arrays that lie side by side in one piece of memory', () => {
    const { buffer } = floats(27)
    const [values, gradient, slot] = [0, 36, 72].map((at) => new Float32Array(buffer, at, 9))
    expect(addon.update(wrong(call, { values, gradient, slots: [slot] }))).toHaveLength(9)
  })

  it.each([undefined, null, 1, 'call'])('refuses %s instead of a call', (given) => {
    expect(() => addon.update(given as unknown as UpdateCall)).toThrow('must be an object') // on purpose
  })

  it('looks at lengths only after the last slot was read', () => {
    const values = floats(9)
    const slots = Object.defineProperty([], 0, {
      get: () => {
        structuredClone(values.buffer, { transfer: [values.buffer] })
        return floats(9)
      },
    })
    expect(() => addon.update(wrong(call, { values, slots }))).toThrow('"values" has 0.')
  })
})

function wrongNumbers(base: UpdateCall, name: string) {
  const message = new RegExp(`"${name}" must be a (finite )?number\\.`)
  return [
    [`no ${name}`, wrong(base, { [name]: undefined }), TypeError, message],
    [`${name} as text`, wrong(base, { [name]: '1' }), TypeError, message],
    [`${name} that is not a number`, wrong(base, { [name]: NaN }), RangeError, message],
    [`endless ${name}`, wrong(base, { [name]: -Infinity }), RangeError, message],
  ] as const
}

describe('sumOfSquares', () => {
  it.each([undefined, null, 3, 'text', [1, 2], new Float64Array(3), new ArrayBuffer(8)])(
    'refuses %s',
    (given) => {
      const values = given as unknown as Float32Array // wrong on purpose
      expect(() => addon.sumOfSquares(values)).toThrow(TypeError)
      expect(() => addon.sumOfSquares(values)).toThrow('The argument must be a Float32Array.')
    },
  )
})

describe('any mixture of arguments', () => {
  const shared = new Float32Array(new SharedArrayBuffer(36))
  const odd: readonly unknown[] = [
    ...[undefined, null, true, 0, 1, -1, 0.5, 2 ** 53, NaN, Infinity, '', 'adam', 'rmsprop', {}],
    ...[[], floats(0), floats(9), floats(100), new Int32Array(9), shared, first, second],
    ...[[floats(9)], [floats(9), floats(9)], [first, second], [shared], [floats(9), 3]],
    ...[Symbol('odd'), () => 1, 5n, new DataView(new ArrayBuffer(36))],
  ]

  it('is answered or refused, and what comes after still works', () => {
    const next = randomNumbers(12)
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)]
    const expected = addon.update(updateCall(rmsprop, 1, 9))
    let refused = 0
    for (let round = 0; round < 3000; round += 1) {
      const [, rule, slots] = pick(rules)
      const base = updateCall(rule, slots, 9)
      const names = [...Object.keys(base), 'centered', 'momentum']
      const changes = Object.fromEntries([1, 2].map(() => [pick(names), pick(odd)]))
      try {
        expect(addon.update(wrong(base, changes))).toBeInstanceOf(Float32Array)
        addon.sumOfSquares(pick(odd) as Float32Array) // on purpose
      } catch (error) {
        refused += 1
        expect(error).toBeInstanceOf(Error)
        expect((error as Error).message).toMatch(/^[A-Z"].*\.$/)
      }
    }
    expect(refused).toBeGreaterThan(2000)
    expect(addon.update(updateCall(rmsprop, 1, 9))).toEqual(expected)
  })
})
