// The forms of the training options: their fields, the picture of the rate, class weights, and what mends a failure.
import { describe, expect, it } from 'vitest'
import {
  checkpointSchema,
  earlyStoppingSchema,
  scheduleSchema,
  trainingSchema,
} from '#shared/experiment/training'
import {
  changeClassWeight,
  kindOfClassWeight,
  weightRows,
} from '../../../../src/renderer/src/features/train/class-weight'
import { mendOf } from '../../../../src/renderer/src/features/train/mend'
import { schedulePicture } from '../../../../src/renderer/src/features/train/schedule-picture'
import {
  bestMetricField,
  changeSchedule,
  checkpointFields,
  earlyStoppingFields,
  epochFieldsOf,
  regularisationFields,
  scheduleFields,
  scheduleTitles,
  seedField,
  shuffleField,
  wordDropoutField,
  type ScheduleType,
} from '../../../../src/renderer/src/features/train/training-fields'

const schedules = Object.keys(scheduleTitles) as ScheduleType[] // the keys of a record over ScheduleType

const keysOf = (fields: readonly { readonly key: string }[]): string[] =>
  fields.map(({ key }) => key).sort()

describe('every training option has a field', () => {
  it.each(schedules)('of the schedule %s', (type) => {
    const wanted = Object.keys(scheduleSchema.parse({ type })).filter((key) => key !== 'type')
    expect(keysOf(scheduleFields[type])).toEqual(wanted.sort())
  })

  it('of early stopping, checkpoints and training itself', () => {
    expect(keysOf(earlyStoppingFields)).toEqual(Object.keys(earlyStoppingSchema.parse({})).sort())
    expect(keysOf(checkpointFields)).toEqual(Object.keys(checkpointSchema.parse({})).sort())
    const own = [
      ...epochFieldsOf('classification'),
      ...regularisationFields,
      wordDropoutField,
      bestMetricField,
      seedField,
      shuffleField,
    ]
    const parts = [
      'optimizer',
      'loss',
      'schedule',
      'classWeight',
      'earlyStopping',
      'checkpoint',
      'stateful',
      'recorder',
      'sample',
      'startFrom',
    ]
    expect([...keysOf(own), ...parts].sort()).toEqual(Object.keys(trainingSchema.parse({})).sort())
  })

  it('which takes null exactly where the file does', () => {
    const training = trainingSchema.parse({})
    const fields = [
      ...regularisationFields.map((field) => ({ field, values: training as object })),
      ...checkpointFields.map((field) => ({ field, values: training.checkpoint as object })),
      ...schedules.flatMap((type) =>
        scheduleFields[type].map((field) => ({ field, values: scheduleSchema.parse({ type }) })),
      ),
    ]
    for (const { field, values } of fields) {
      if (field.kind !== 'number') continue
      const isNullable = Reflect.get(values, field.key) === null
      expect(field.empty !== undefined, field.key).toBe(isNullable)
    }
  })
})

describe('the picture of the rate', () => {
  const pictureOf = (options: object, stepsPerEpoch = 10) =>
    schedulePicture(
      trainingSchema.parse({
        epochs: 4,
        optimizer: { type: 'sgd', learningRate: 0.1 },
        ...options,
      }),
      stepsPerEpoch,
    )

  it('is flat for a constant rate, from the first step to the last', () => {
    const picture = pictureOf({})
    expect(picture).toMatchObject({ first: 0.1, last: 0.1, highest: 0.1 })
    expect(picture?.points).toHaveLength(40)
    expect(picture?.points[0]).toEqual([0, 1])
    expect(picture?.points[39]).toEqual([1, 1])
  })

  it('falls with a cosine, after a warm-up from zero', () => {
    const picture = pictureOf({ schedule: { type: 'cosine', warmupSteps: 10 } })
    expect(picture?.first).toBe(0)
    expect(picture?.highest).toBeCloseTo(0.1)
    expect(picture?.last).toBeLessThan(0.001)
  })

  it('falls at the end of each epoch with steps', () => {
    const picture = pictureOf({ schedule: { type: 'step', epochs: 1, factor: 0.5 } })
    expect(new Set(picture?.points.map(([, rate]) => rate))).toEqual(new Set([1, 0.5, 0.25, 0.125]))
    expect(picture?.last).toBeCloseTo(0.0125)
  })

  it('takes a few hundred points of a long run, the ends among them', () => {
    const picture = pictureOf({ schedule: { type: 'exponential' } }, 100_000)
    expect(picture?.points.length).toBeLessThan(300)
    expect(picture?.points.at(-1)?.[0]).toBe(1)
  })

  it('is not drawn while a number is wrong', () => {
    const training = trainingSchema.parse({})
    expect(schedulePicture({ ...training, epochs: Number.NaN }, 10)).toBeNull()
    const schedule = { ...scheduleSchema.parse({ type: 'step' }), factor: Number.NaN }
    expect(schedulePicture({ ...training, schedule }, 10)).toBeNull()
  })
})

describe('another schedule', () => {
  it('keeps what was chosen for both, and drops the rest', () => {
    const step = scheduleSchema.parse({ type: 'step', factor: 0.2, warmupSteps: 50 })
    expect(changeSchedule(step, 'reduceOnPlateau')).toMatchObject({ factor: 0.2, warmupSteps: 50 })
    expect(changeSchedule(step, 'cosine')).toEqual(
      scheduleSchema.parse({ type: 'cosine', warmupSteps: 50 }),
    )
  })
})

describe('class weights', () => {
  const classes = [
    { label: 'neg', count: 75 },
    { label: 'pos', count: 25 },
  ]

  it('by class begin with what the option before amounts to', () => {
    expect(changeClassWeight(null, 'by-class', classes)).toEqual({ neg: 1, pos: 1 })
    expect(changeClassWeight('balanced', 'by-class', classes)).toEqual({ neg: 0.667, pos: 2 })
    expect(changeClassWeight({ pos: 2 }, 'balanced', classes)).toBe('balanced')
    expect(changeClassWeight({ pos: 2 }, 'same', classes)).toBeNull()
  })

  it.each([
    [null, 'same'],
    ['balanced' as const, 'balanced'],
    [{ pos: 2 }, 'by-class'],
  ])('%j is of the kind %s', (option, kind) => {
    expect(kindOfClassWeight(option)).toBe(kind)
  })

  it('show the classes of the data, and a label that it does not have', () => {
    expect(weightRows({ pos: 2, maybe: 3 }, classes)).toEqual([
      { label: 'neg', count: 75, weight: 1, isUnknown: false },
      { label: 'pos', count: 25, weight: 2, isUnknown: false },
      { label: 'maybe', count: null, weight: 3, isUnknown: true },
    ])
    // Nothing is known to be wrong before the data has been read.
    expect(weightRows({ pos: 2 }, [])).toEqual([
      { label: 'pos', count: null, weight: 2, isUnknown: false },
    ])
  })
})

describe('a failure', () => {
  const training = trainingSchema.parse({ optimizer: { type: 'adam', learningRate: 0.003 } })
  const message =
    'The loss stopped being a number in epoch 1, step 3: the weights grew without bound.'

  it('of a loss that is no number is mended by a lower rate and shorter gradients', () => {
    expect(mendOf({ state: 'failed', message }, { training })).toMatchObject({
      label: 'Set the rate to 0.0003 and cut gradients at 1',
      training: { optimizer: { type: 'adam', learningRate: 0.0003 }, clipNorm: 1 },
      settings: { 'training.optimizer.learningRate': 0.0003, 'training.clipNorm': 1 },
    })
    const clipped = { ...training, clipNorm: 0.5 }
    expect(mendOf({ state: 'failed', message }, { training: clipped })?.training.clipNorm).toBe(0.5)
  })

  it('of another kind is not', () => {
    expect(mendOf({ state: 'failed', message: 'The file is gone.' }, { training })).toBeNull()
    expect(mendOf({ state: 'done', message: null }, { training })).toBeNull()
  })
})
