// How a model does on rows it was not trained on: what there is to say depends on the task.
import { z } from 'zod'
import { realSchema } from './real'

const count = z.int().min(0)

/** What every evaluation says. */
const measured = {
  /** Mean over what is counted: rows, or tokens where each of them is an output. */
  loss: realSchema,
  /** Share of right rows or tokens; NaN of numbers. */
  accuracy: realSchema,
  /** Rows, sentences, windows or pairs. */
  rows: count,
  seconds: z.number(),
}

const classMetricsSchema = z.object({
  label: z.string(),
  precision: realSchema,
  recall: realSchema,
  f1: realSchema,
  /** How many rows or tokens have this label. */
  support: count,
})

export const classificationEvaluationSchema = z.object({
  kind: z.literal('classification'),
  ...measured,
  labels: z.array(z.string()),
  /** [actual][predicted] */
  confusion: z.array(z.array(count)),
  classes: z.array(classMetricsSchema),
  macroF1: realSchema,
  /** The most confidently wrong, at most 20, texts cut to 300 characters. */
  wrong: z.array(
    z.object({
      text: z.string(),
      actual: z.string(),
      predicted: z.string(),
      probability: realSchema,
    }),
  ),
})

/** Several labels a row. `accuracy` is the share of right answers over all rows and labels. */
export const multiLabelEvaluationSchema = z.object({
  kind: z.literal('multi-label'),
  ...measured,
  labels: z.array(z.string()),
  classes: z.array(classMetricsSchema),
  macroF1: realSchema,
  microF1: realSchema,
  /** Share of rows whose labels are all right. */
  exactMatch: realSchema,
  wrong: z.array(
    z.object({
      text: z.string(),
      actual: z.array(z.string()),
      predicted: z.array(z.string()),
    }),
  ),
})

/** A number a row, in the unit of the data. */
export const regressionEvaluationSchema = z.object({
  kind: z.literal('regression'),
  ...measured,
  meanAbsoluteError: realSchema,
  rootMeanSquaredError: realSchema,
  /** Share of the variance that is explained; 0 for always answering the mean. */
  r2: realSchema,
  /** Some rows, at most 500, for a picture. */
  points: z.array(z.object({ actual: z.number(), predicted: z.number() })),
  /** The farthest off, at most 20. */
  wrong: z.array(z.object({ text: z.string(), actual: z.number(), predicted: z.number() })),
})

export const taggedTokenSchema = z.object({
  token: z.string(),
  actual: z.string(),
  predicted: z.string(),
  probability: realSchema,
  /** The vocabulary does not know it. */
  isUnknown: z.boolean(),
})

/** A tag at every token; padding is in none of the numbers. */
export const taggingEvaluationSchema = z.object({
  kind: z.literal('tagging'),
  ...measured,
  tokens: count,
  labels: z.array(z.string()),
  confusion: z.array(z.array(count)),
  classes: z.array(classMetricsSchema),
  macroF1: realSchema,
  /** Of BIO tags, else null: whole entities right in place and type, as CoNLL's conlleval counts. */
  entities: z
    .object({
      precision: realSchema,
      recall: realSchema,
      f1: realSchema,
      types: z.array(classMetricsSchema),
    })
    .nullable(),
  /** Some sentences, those with errors first, at most 50. */
  sentences: z.array(z.array(taggedTokenSchema)),
})

export const languageModelEvaluationSchema = z.object({
  kind: z.literal('language-model'),
  ...measured,
  tokens: count,
  /** exp of the loss, which is in nats a token. */
  perplexity: realSchema,
  /** Bits for each character of the text that the tokens stand for. */
  bitsPerCharacter: realSchema,
})

export const seq2seqEvaluationSchema = z.object({
  kind: z.literal('seq2seq'),
  ...measured,
  /** Target tokens, the ends counted in. */
  tokens: count,
  /** How many pairs were written out by the model itself, greedily; loss and accuracy are of all, with the right token before each. */
  written: count,
  /** Share of those whose text is the target. */
  exactMatch: realSchema,
  /** chrF, 0 to 1 (Popovic 2015), over those. */
  chrf: realSchema,
  /** Corpus BLEU of up to 4 words, 0 to 1 (Papineni et al. 2002), over those; NaN for targets that are cut in characters. */
  bleu: realSchema,
  /** Some pairs, wrong ones first, at most 50. */
  examples: z.array(
    z.object({
      source: z.string(),
      target: z.string(),
      written: z.string(),
      isRight: z.boolean(),
    }),
  ),
})

export const evaluationSchema = z.discriminatedUnion('kind', [
  classificationEvaluationSchema,
  multiLabelEvaluationSchema,
  regressionEvaluationSchema,
  taggingEvaluationSchema,
  languageModelEvaluationSchema,
  seq2seqEvaluationSchema,
])

type Read<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>
type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value

export type ClassificationEvaluation = Read<typeof classificationEvaluationSchema>
export type MultiLabelEvaluation = Read<typeof multiLabelEvaluationSchema>
export type RegressionEvaluation = Read<typeof regressionEvaluationSchema>
export type TaggingEvaluation = Read<typeof taggingEvaluationSchema>
export type LanguageModelEvaluation = Read<typeof languageModelEvaluationSchema>
export type Seq2seqEvaluation = Read<typeof seq2seqEvaluationSchema>
export type Evaluation = Read<typeof evaluationSchema>
export type TaggedToken = Read<typeof taggedTokenSchema>

/** Evaluations of runs from before there were other tasks do not say what they are of. */
export const storedEvaluationSchema: z.ZodType<Evaluation> = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value)
      ? { kind: 'classification', ...value }
      : value,
  evaluationSchema,
)
