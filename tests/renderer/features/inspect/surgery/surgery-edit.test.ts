// A surgery changes one thing at a time, says in words what it is, and can be taken back.
import { describe, expect, it } from 'vitest'
import { surgerySchema, variantSchema, type Surgery } from '#shared/domain/inside/surgery'
import { failure, success } from '#shared/protocol/result'
import {
  fittingText,
  gateValue,
  isSilenced,
  withGate,
  withToken,
  withUnit,
} from '../../../../../src/renderer/src/features/inspect/surgery/surgery-edit'
import { SurgeryHistory } from '../../../../../src/renderer/src/features/inspect/surgery/surgery-history.svelte'
import {
  operationSentence,
  variantName,
} from '../../../../../src/renderer/src/features/inspect/surgery/surgery-words'
import { VariantList } from '../../../../../src/renderer/src/features/inspect/surgery/variant-list.svelte'
import { axisOfTokens } from '../sample-inspection'

const forward = { layer: 'bidirectional', direction: 'forward' } as const
const backward = { layer: 'bidirectional', direction: 'backward' } as const

describe('editing', () => {
  it('holds a gate of one direction at one value, and frees it', () => {
    const held = withGate(withGate([], forward, 'forget', 0), backward, 'forget', 1)
    expect(gateValue(held, forward, 'forget')).toBe(0)
    expect(gateValue(held, backward, 'forget')).toBe(1)
    expect(gateValue(held, forward, 'input')).toBeNull()
    const changed = withGate(held, forward, 'forget', 1)
    expect(changed).toHaveLength(2)
    expect(gateValue(changed, forward, 'forget')).toBe(1)
    expect(withGate(withGate(changed, forward, 'forget', null), backward, 'forget', null)).toEqual(
      [],
    )
  })

  it('leaves a clamp of some units alone', () => {
    const some: Surgery = [{ type: 'clamp-gate', ...forward, gate: 'forget', units: [1], value: 0 }]
    expect(gateValue(some, forward, 'forget')).toBeNull()
    expect(withGate(some, forward, 'forget', null)).toEqual(some)
  })

  it('changes a unit in its place, whatever else is changed', () => {
    const first = withUnit(withToken(withUnit([], forward, 3, 0), 2, true), forward, 3, 1.5)
    expect(first).toEqual([
      { type: 'scale-unit', ...forward, unit: 3, factor: 1.5 },
      { type: 'silence-token', token: 2 },
    ])
    expect(withUnit(first, backward, 3, 2)).toHaveLength(3)
    expect(withUnit(first, forward, 3, null)).toHaveLength(1)
  })

  it('silences a token once', () => {
    const silent = withToken(withToken([], 1, true), 1, true)
    expect(silent).toEqual([{ type: 'silence-token', token: 1 }])
    expect(isSilenced(silent, 1)).toBe(true)
    expect(isSilenced(withToken(silent, 1, false), 1)).toBe(false)
  })

  it('leaves out tokens that a shorter text does not have', () => {
    const surgery = withUnit(withToken(withToken([], 1, true), 9, true), forward, 0, 0)
    expect(fittingText(surgery, 5).map(({ type }) => type)).toEqual(['silence-token', 'scale-unit'])
    expect(fittingText(surgery, 10)).toEqual(surgery)
  })

  it('makes what the contract takes', () => {
    const surgery = withUnit(
      withGate(withToken([], 1, true), forward, 'forget', 1),
      backward,
      2,
      -1,
    )
    expect(surgerySchema.parse(surgery)).toEqual(surgery)
  })
})

it('says each operation in words', () => {
  const { tokens } = axisOfTokens(['not', ' '])
  const lstm = { layer: 'lstm', direction: null } as const
  const surgery = [
    ...withGate([], lstm, 'forget', 0),
    ...withUnit(withUnit([], forward, 5, 0), forward, 6, 1.5),
    ...withToken(withToken(withToken([], 0, true), 1, true), 7, true),
  ]
  expect(surgery.map((one) => operationSentence(one, tokens))).toEqual([
    'lstm: forget gate held at 0',
    'bidirectional, forward: unit 5 silenced',
    'bidirectional, forward: unit 6 times 1.5',
    '“not”, token 1, silenced',
    '“␣”, token 2, silenced',
    'token 8 silenced (the text ends before it)',
  ])
  expect(variantName(surgery, tokens)).toBe(
    'lstm: forget gate held at 0, bidirectional, forward: unit 5 silenced and 4 more',
  )
})

describe('history', () => {
  const [one, two, three] = [0, 1, 2].map((token) => withToken([], token, true))

  it('takes back and makes again', () => {
    const place = { surgery: [] as Surgery }
    const history = new SurgeryHistory(place)
    expect(history.canUndo).toBe(false)
    history.change(one)
    history.change(two)
    history.undo()
    expect(place.surgery).toBe(one)
    history.redo()
    expect(place.surgery).toBe(two)
    expect(history.canRedo).toBe(false)
    history.undo()
    history.undo()
    expect(place.surgery).toEqual([])
    history.change(three)
    expect(history.canRedo).toBe(false)
    history.undo()
    expect(place.surgery).toEqual([])
    history.undo()
    expect(place.surgery).toEqual([])
  })

  it('takes a slider that is dragged as one change', () => {
    const place = { surgery: [] as Surgery }
    const history = new SurgeryHistory(place)
    history.change(one, 'unit-1')
    history.change(two, 'unit-1')
    history.settle()
    history.change(three, 'unit-1')
    history.undo()
    expect(place.surgery).toBe(two)
    history.undo()
    expect(place.surgery).toEqual([])
  })
})

describe('variants', () => {
  const variant = (name: string) =>
    variantSchema.parse({
      ...{ id: name.toLowerCase(), name, savedAt: '2026-11-21T10:00:00Z' },
      surgery: withToken([], 1, true),
    })

  it('are those that the engine answers with', async () => {
    const asked: unknown[] = []
    const list = new VariantList(
      {
        variants: () => Promise.resolve(success([])),
        saveVariant: (run, { name }) => {
          asked.push([run, name])
          return Promise.resolve(success([variant(name)]))
        },
        deleteVariant: () => Promise.resolve(failure('run-unreadable', 'The run is gone.')),
      },
      'run-1',
    )
    await list.load()
    expect(list.variants).toEqual([])
    expect(await list.keep('  Deaf ', withToken([], 1, true))).toBe(true)
    expect(asked).toEqual([['run-1', 'Deaf']])
    expect(list.variants.map(({ name }) => name)).toEqual(['Deaf'])
    expect(await list.delete('deaf')).toBe(false)
    expect(list.failure).toBe('The run is gone.')
    expect(list.variants).toHaveLength(1)
  })
})
