// How a model is trained: the `training` part of the experiment file. Names and defaults are Keras's.
import { z } from 'zod'

const learningRate = (value: number) => z.number().positive().max(10).default(value)
const decay = (value: number) => z.number().min(0).lt(1).default(value)
const epsilon = z.number().positive().max(1).default(1e-7)

// Keras's names and defaults: https://keras.io/api/optimizers/
export const optimizerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('sgd'), learningRate: learningRate(0.01) }),
  z.strictObject({
    type: z.literal('momentum'),
    learningRate: learningRate(0.01),
    momentum: decay(0.9),
    nesterov: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('rmsprop'),
    learningRate: learningRate(0.001),
    rho: decay(0.9),
    momentum: decay(0),
    epsilon,
    centered: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('adam'),
    learningRate: learningRate(0.001),
    beta1: decay(0.9),
    beta2: decay(0.999),
    epsilon,
  }),
  z.strictObject({
    type: z.literal('adamw'),
    learningRate: learningRate(0.001),
    beta1: decay(0.9),
    beta2: decay(0.999),
    epsilon,
    weightDecay: z.number().min(0).max(1).default(0.004),
  }),
  z.strictObject({
    type: z.literal('nadam'),
    learningRate: learningRate(0.001),
    beta1: decay(0.9),
    beta2: decay(0.999),
    epsilon,
  }),
  z.strictObject({
    type: z.literal('adagrad'),
    learningRate: learningRate(0.01),
    initialAccumulatorValue: z.number().min(0).max(10).default(0.1),
  }),
])

/** What early stopping, reducing on a plateau and the choice of the best epoch can look at. */
export const monitors = ['valLoss', 'valAccuracy', 'loss', 'accuracy'] as const

/** Over so many steps the rate rises in a line to the schedule's: the first step has none, as in Keras's CosineDecay. */
const warmupSteps = z.int().min(0).max(10_000_000).default(0)

// https://keras.io/api/optimizers/learning_rate_schedules/ and https://keras.io/api/callbacks/reduce_lr_on_plateau/
export const scheduleSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), warmupSteps }),
  z.strictObject({
    type: z.literal('step'),
    /** The rate is multiplied by factor after every so many epochs, those of the warm-up included. */
    epochs: z.int().min(1).max(100_000).default(3),
    factor: z.number().gt(0).max(1).default(0.5),
    warmupSteps,
  }),
  z.strictObject({
    type: z.literal('exponential'),
    /** The rate is multiplied by decayRate over decaySteps after the warm-up, smoothly unless it is a staircase. */
    decayRate: z.number().gt(0).max(1).default(0.9),
    /** Null: an epoch. */
    decaySteps: z.int().min(1).max(10_000_000).nullable().default(null),
    staircase: z.boolean().default(false),
    warmupSteps,
  }),
  z.strictObject({
    type: z.literal('cosine'),
    /** Half a cosine down to alpha times the first rate, over decaySteps after the warm-up; null: until the last step. */
    decaySteps: z.int().min(1).max(10_000_000).nullable().default(null),
    alpha: z.number().min(0).max(1).default(0),
    warmupSteps,
  }),
  z.strictObject({
    type: z.literal('reduceOnPlateau'),
    monitor: z.enum(monitors).default('valLoss'),
    /**
     * Multiplies the rate after `patience` epochs without a change for the better of more than minDelta; 0 and 1 are the
     * same, as in Keras.
     */
    factor: z.number().gt(0).lt(1).default(0.5),
    patience: z.int().min(0).max(10_000).default(2),
    minDelta: z.number().min(0).max(1e6).default(0.0001),
    /** The epoch after a reduction from which on epochs count again; 0 and 1 are the same, as in Keras. */
    cooldown: z.int().min(0).max(10_000).default(0),
    minLearningRate: z.number().min(0).max(10).default(0),
    warmupSteps,
  }),
])

// https://keras.io/api/callbacks/early_stopping/
export const earlyStoppingSchema = z.strictObject({
  monitor: z.enum(monitors).default('valLoss'),
  /** Epochs without a change for the better of more than minDelta before training ends; 0 and 1 are the same, as in Keras. */
  patience: z.int().min(0).max(10_000).default(3),
  minDelta: z.number().min(0).max(1e6).default(0),
  /** The run keeps the model of its best epoch by `monitor`, whatever minDelta is; else that of its last epoch. */
  restoreBestWeights: z.boolean().default(true),
})

export const checkpointSchema = z.strictObject({
  /** At most so long between two checkpoints. */
  seconds: z.number().min(0.1).max(86_400).default(30),
  /** Also after every so many steps; null: only by time and at each epoch's end. */
  steps: z.int().min(1).max(10_000_000).nullable().default(null),
})

export const losses = [
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
] as const

/** The text that a language model writes after each epoch, so that one can watch it learn. */
export const sampleSchema = z.strictObject({
  /** Empty: starts as the training text does. */
  prompt: z.string().max(2000).default(''),
  /** In tokens; 0: writes none. */
  length: z.int().min(0).max(2000).default(200),
  temperature: z.number().min(0).max(5).default(0.8),
})

/** What a run records of its own inside, for time travel and live gradient norms. */
export const recorderSchema = z.strictObject({
  /** Texts whose states, gates and answers are recorded; empty: some are chosen from the validation rows. */
  probes: z.array(z.string().min(1).max(10_000)).max(8).default([]),
  /** Steps between two records; auto: as often as 2 % of the training time allows, and not more than 120 times in all. */
  every: z
    .union([z.literal('auto'), z.int().min(1).max(10_000_000)], {
      error: 'accepted: auto, or a number of steps from 1',
    })
    .default('auto'),
  /** Keeps the weights at each epoch's end too, thinned out to stay under 200 MB. */
  snapshots: z.boolean().default(true),
})

export const trainingSchema = z.strictObject({
  optimizer: optimizerSchema.default({
    type: 'rmsprop',
    learningRate: 0.001,
    rho: 0.9,
    momentum: 0,
    epsilon: 1e-7,
    centered: false,
  }),
  /**
   * Null: binaryCrossentropy for one output unit or several labels a row, meanSquaredError for numbers, else
   * sparseCategoricalCrossentropy.
   */
  loss: z.enum(losses).nullable().default(null),
  batchSize: z.int().min(1).max(65_536).default(32),
  epochs: z.int().min(1).max(100_000).default(10),
  shuffle: z.boolean().default(true),
  /**
   * A run folder whose weights training begins with, and whose vocabulary and labels the data are read with; its layers have to be this
   * experiment's. Null: from initial weights.
   */
  startFrom: z.string().min(1).max(4096).nullable().default(null),
  /** Draws the split, the initial weights, the order of the rows and dropout. */
  seed: z.int().min(0).max(2_147_483_647).default(7),
  /** How the learning rate changes; the optimizer's learningRate is where it starts. */
  schedule: scheduleSchema.prefault({ type: 'constant' }),
  /**
   * The length of all gradients taken as one vector is cut to this; null: not cut. Keras's global_clipnorm. Keras takes
   * only one of the two clips; here clipValue comes first, and the length is that of what it leaves.
   */
  clipNorm: z.number().positive().max(1e6).nullable().default(null),
  /** Each number of each gradient is cut to this size; null: not cut. Keras's clipvalue. */
  clipValue: z.number().positive().max(1e6).nullable().default(null),
  /**
   * How much each class counts in the training loss: by label (1 where none is named), or balanced, which is
   * rows / (classes x rows of the class); null: all the same. Validation counts all the same, as in Keras.
   */
  classWeight: z
    .union([z.literal('balanced'), z.record(z.string(), z.number().min(0).max(1e6))], {
      error: 'accepted: balanced, or a number for each label such as {"neg": 1, "pos": 2}',
    })
    .nullable()
    .default(null),
  /** The share of probability that the loss gives to all classes alike: of two, 0.1 makes 0 and 1 into 0.05 and 0.95. */
  labelSmoothing: z.number().min(0).lt(1).default(0),
  /** Null: trains all epochs. */
  earlyStopping: earlyStoppingSchema.nullable().default(null),
  /** Decides which epoch's model is kept as the best; null: valLoss of language models and numbers, else valAccuracy. */
  bestMetric: z.enum(monitors).nullable().default(null),
  checkpoint: checkpointSchema.prefault({}),
  /**
   * Of a language model: each window starts from the state that the one before it in the text ended in, as Keras's
   * `stateful` layers do; gradients still end at the window. Now and then a row forgets its state, so that the model learns
   * to begin from nothing too.
   */
  stateful: z.boolean().default(false),
  /**
   * Of tagging: a word that occurs n times in the training sentences is read as an unknown one with the chance
   * wordDropout / (wordDropout + n), so that a network learns what to make of these (Kiperwasser and Goldberg 2016, who take
   * 0.25); 0: never.
   */
  wordDropout: z.number().min(0).max(1000).default(0),
  /** Of a language model. */
  sample: sampleSchema.prefault({}),
  /** Null: records nothing. */
  recorder: recorderSchema.nullable().prefault({}),
})

export type TrainingOptions = z.output<typeof trainingSchema>
export type OptimizerOptions = TrainingOptions['optimizer']
export type ScheduleOptions = TrainingOptions['schedule']
export type EarlyStoppingOptions = NonNullable<TrainingOptions['earlyStopping']>
export type RecorderOptions = z.output<typeof recorderSchema>
export type ClassWeight = TrainingOptions['classWeight']
export type Monitor = (typeof monitors)[number]
export type Loss = (typeof losses)[number]
