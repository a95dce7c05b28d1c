// A wrong call throws an error with a sentence, and the process lives on.
import { describe, expect, it } from 'vitest'
import type { KernelHandle, OutputGradients, SequenceCall } from '../../src/worker/kernels/addon'
import { cells, makeCall, makeGradients, randomNumbers, requireAddon } from './cases'

const addon = requireAddon()

const call = makeCall('LSTM', { initial: true, mask: true })
const tokens = makeCall('GRU', { vocabulary: 6 })
const floats = (length: number) => new Float32Array(length)

/** A call with some of its properties wrong, as only code without types can make it. */
const wrong = (base: SequenceCall, changes: Record<string, unknown>) =>
  ({ ...base, ...changes }) as unknown as SequenceCall // wrong on purpose

function detached(): Float32Array {
  const array = new Float32Array(call.kernel)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

describe('forward', () => {
  it.each([
    ['an unknown cell', wrong(call, { cell: 'RNN' }), TypeError, /"cell" must be SimpleRNN, LSTM/],
    ['no cell', wrong(call, { cell: undefined }), TypeError, /"cell" must be a text/],
    ['no rows', wrong(call, { batch: 0 }), RangeError, /"batch" must be a whole number from 1/],
    ['half a step', wrong(call, { time: 2.5 }), RangeError, /"time" must be a whole number/],
    ['units that are not a number', wrong(call, { units: NaN }), RangeError, /"units" must be/],
    ['endless inputs', wrong(call, { inputs: Infinity }), RangeError, /"inputs" must be/],
    ['a size as text', wrong(call, { inputs: '7' }), TypeError, /"inputs" must be a number/],
    [
      'sizes whose product overflows',
      wrong(call, { batch: 2 ** 27, time: 2 ** 27, units: 2 ** 27 }),
      RangeError,
      /too large/,
    ],
    ['a short kernel', wrong(call, { kernel: floats(3) }), RangeError, /"kernel" has 3 elements/],
    [
      'an array whose memory is gone',
      wrong(call, { kernel: detached() }),
      RangeError,
      /"kernel" has 0 elements/,
    ],
    [
      'doubles',
      wrong(call, { kernel: new Float64Array(call.kernel) }),
      TypeError,
      /"kernel" must be a Float32Array/,
    ],
    ['a plain array', wrong(call, { bias: [1, 2] }), TypeError, /"bias" must be a Float32Array/],
    ['no recurrent kernel', wrong(call, { recurrentKernel: null }), TypeError, /must be a Float/],
    ['neither input nor ids', wrong(call, { input: undefined }), TypeError, /Give either "input"/],
    ['input and ids', wrong(call, { ids: new Int32Array(15) }), TypeError, /Give either "input"/],
    ['input and embeddings', wrong(call, { embeddings: floats(7) }), TypeError, /go with "ids"/],
    ['ids as floats', wrong(tokens, { ids: floats(15) }), TypeError, /"ids" must be an Int32Array/],
    ['too few ids', wrong(tokens, { ids: new Int32Array(14) }), RangeError, /"ids" has 14/],
    ['no embeddings', wrong(tokens, { embeddings: undefined }), TypeError, /"embeddings" must be/],
    ['part of a row', wrong(tokens, { embeddings: floats(8) }), RangeError, /whole rows of 7/],
    ['an empty embedding', wrong(tokens, { embeddings: floats(0) }), RangeError, /whole rows/],
    [
      'a token beyond the vocabulary',
      wrong(tokens, { ids: new Int32Array(15).fill(6) }),
      RangeError,
      /The token id 6 is not one of the embedding's 6 rows/,
    ],
    [
      'a token below zero',
      wrong(tokens, { ids: new Int32Array(15).fill(-1) }),
      RangeError,
      /The token id -1 is not/,
    ],
    ['a short mask', wrong(call, { inputMask: floats(7) }), RangeError, /"inputMask" has 7/],
    ['one state of two', wrong(call, { initialState: [floats(15)] }), RangeError, /h and c/],
    [
      'two states of one',
      wrong(tokens, { initialState: [floats(15), floats(15)] }),
      RangeError,
      /one array, h/,
    ],
    [
      'a million states',
      wrong(call, { initialState: new Array(1e6) }),
      RangeError,
      /"initialState" has 1000000 members/,
    ],
    ['a state of nothing', wrong(call, { initialState: [null, null] }), TypeError, /State\[0\]/],
    ['a state as object', wrong(call, { initialState: {} }), TypeError, /must be an array/],
    ['a flag as number', wrong(call, { keep: 1 }), TypeError, /"keep" must be true or false/],
  ])('refuses %s', (_name, given, kind, message) => {
    expect(() => addon.forward(given)).toThrow(kind)
    expect(() => addon.forward(given)).toThrow(message)
  })

  it.each([undefined, null, 1, 'call'])('refuses %s instead of a call', (given) => {
    expect(() => addon.forward(given as unknown as SequenceCall)).toThrow('must be an object') // on purpose
  })

  it('passes on what a property throws', () => {
    const throws = Object.defineProperty({ ...call }, 'bias', {
      get: () => {
        throw new Error('from the getter')
      },
    })
    expect(() => addon.forward(throws)).toThrow('from the getter')
  })

  it('looks at lengths only after the last property was read', () => {
    const kernel = new Float32Array(call.kernel)
    const takesAway = Object.defineProperty({ ...call, kernel }, 'keep', {
      get: () => {
        structuredClone(kernel.buffer, { transfer: [kernel.buffer] })
        return false
      },
    })
    expect(() => addon.forward(takesAway)).toThrow('"kernel" has 0 elements')
  })
})

describe('backward', () => {
  const handleOf = (given = call) => addon.forward(given).handle!
  const { output, state } = makeGradients(call)

  it.each([undefined, null, 7, {}, [], () => 1, new Float32Array(3)])(
    'refuses %s as a handle',
    (given) => {
      const handle = given as unknown as KernelHandle // on purpose
      expect(() => addon.backward(handle, { output })).toThrow('one that forward() returned')
      expect(() => addon.release(handle)).toThrow('one that forward() returned')
    },
  )

  it('takes a handle once', () => {
    const handle = handleOf()
    addon.backward(handle, { output })
    expect(() => addon.backward(handle, { output })).toThrow('used up')
    addon.release(handle)
    addon.release(handle)
  })

  it('keeps a handle whose gradients were wrong', () => {
    const handle = handleOf()
    expect(() => addon.backward(handle, { output: floats(1) })).toThrow('"output" has 1 elements')
    expect(addon.backward(handle, { output }).kernel).toHaveLength(call.kernel.length)
  })

  it.each([
    ['nothing', undefined, /must be an object/],
    ['no output', {}, /"output" must be a Float32Array/],
    ['too many states', { output, state: [null, null, null] }, /"state" has 3 members/],
    ['a short state', { output, state: [floats(2), null] }, /"state\[0\]" has 2 elements/],
    ['states that are no array', { output, state: floats(2) }, /"state" must be an array/],
    ['a flag as text', { output, inputGradient: 'no' }, /"inputGradient" must be true or false/],
  ])('refuses %s', (_name, given, message) => {
    const handle = handleOf()
    const gradients = given as unknown as OutputGradients // on purpose
    expect(() => addon.backward(handle, gradients)).toThrow(message)
    addon.release(handle)
  })

  it('sees that a getter used up the handle', () => {
    const handle = handleOf()
    const gradients = {
      output,
      get state() {
        addon.release(handle)
        return state
      },
    }
    expect(() => addon.backward(handle, gradients)).toThrow('used up')
  })
})

describe('the settings', () => {
  it.each([0, -1, 1.5, NaN, '2', undefined])('refuse %s threads', (count) => {
    expect(() => addon.useThreads(count as number)).toThrow(/number of threads/) // on purpose
  })

  it.each(['sse9', '', 3, {}])('refuse %s as an instruction set', (name) => {
    expect(() => addon.useInstructionSet(name as string)).toThrow(/instruction set/) // on purpose
  })
})

describe('any mixture of arguments', () => {
  const odd: readonly unknown[] = [
    ...[undefined, null, true, 0, 1, -1, 3, 2 ** 31, 2 ** 53, NaN, Infinity, '', 'LSTM', {}, []],
    ...[floats(0), floats(15), floats(100), new Int32Array(15).fill(2), new Uint8Array(15)],
    ...[new Int32Array(15).fill(-5), [floats(15)], [floats(15), 3], Symbol('odd'), () => 1, 5n],
    ...[new Float32Array(new SharedArrayBuffer(60)), new DataView(new ArrayBuffer(60))],
  ]

  it('is answered or refused, and what comes after still works', () => {
    const next = randomNumbers(11)
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)]
    const expected = addon.forward({ ...call, keep: false })
    let refused = 0
    for (let round = 0; round < 3000; round += 1) {
      const base = makeCall(pick(cells), { vocabulary: next() < 0.5 ? 4 : undefined })
      const names = [...Object.keys(base), 'inputMask', 'initialState', 'input', 'ids']
      const changes = Object.fromEntries([1, 2].map(() => [pick(names), pick(odd)]))
      try {
        const { handle } = addon.forward(wrong(base, changes))
        if (handle) addon.backward(handle, { output: pick(odd) as Float32Array }) // on purpose
      } catch (error) {
        refused += 1
        expect(error).toBeInstanceOf(Error)
        expect((error as Error).message).toMatch(/^[A-Z"].*\.$/)
      }
    }
    expect(refused).toBeGreaterThan(2000)
    expect(addon.forward({ ...call, keep: false })).toEqual(expected)
  })
})
