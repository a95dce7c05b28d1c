// What a trained model answers to a text; what an answer is depends on the task.

/** What all predictions say of the text: its tokens, and how many of them the vocabulary does not know. */
interface PredictedText {
  readonly text: string
  readonly tokens: number
  readonly unknown: number
}

export interface LabelProbability {
  readonly label: string
  readonly probability: number
}

export interface ClassPrediction extends PredictedText, LabelProbability {
  readonly kind: 'class'
  /** In the order of the labels. */
  readonly probabilities: readonly LabelProbability[]
}

export interface LabelsPrediction extends PredictedText {
  readonly kind: 'labels'
  /** Those of at least one half. */
  readonly labels: readonly string[]
  readonly probabilities: readonly LabelProbability[]
}

export interface NumberPrediction extends PredictedText {
  readonly kind: 'number'
  readonly value: number
}

export interface TagsPrediction extends PredictedText {
  readonly kind: 'tags'
  readonly tagged: readonly {
    readonly token: string
    readonly tag: string
    readonly probability: number
    readonly isUnknown: boolean
    /** The most probable tags, at most 5. */
    readonly probabilities: readonly LabelProbability[]
  }[]
}

export interface SequencePrediction extends PredictedText {
  readonly kind: 'sequence'
  /** The best text. */
  readonly written: string
  readonly sourceTokens: readonly string[]
  /** Of the best text, its end included. */
  readonly writtenTokens: readonly { readonly token: string; readonly probability: number }[]
  /** [written token][source token], each row sums to 1; null without attention. */
  readonly attention: readonly (readonly number[])[] | null
  /** Best first; one when decoded greedily. The score is the mean log probability of a token. */
  readonly candidates: readonly { readonly text: string; readonly score: number }[]
}

/** Of a language model: how probable each token of the text was after those before it. */
export interface LikelihoodPrediction extends PredictedText {
  readonly kind: 'likelihood'
  readonly perplexity: number
  readonly probabilities: readonly { readonly token: string; readonly probability: number }[]
}

export type Prediction =
  | ClassPrediction
  | LabelsPrediction
  | NumberPrediction
  | TagsPrediction
  | SequencePrediction
  | LikelihoodPrediction

export interface PredictOptions {
  /** Of seq2seq: how many candidates are followed at once; 1: greedy. */
  readonly beams: number
}
