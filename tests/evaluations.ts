// An evaluation of each kind, for the tests of whatever stores or prints them.
import type {
  ClassificationEvaluation,
  LanguageModelEvaluation,
  MultiLabelEvaluation,
  RegressionEvaluation,
  Seq2seqEvaluation,
  TaggingEvaluation,
} from '#shared/domain/evaluation'

const measured = { loss: 0.25, accuracy: 0.75, rows: 4, seconds: 0.5 }
const classOf = (label: string, support = 2) => ({
  label,
  precision: 0.5,
  recall: 0.75,
  f1: 0.6,
  support,
})

export const evaluations = {
  classification: {
    kind: 'classification',
    ...measured,
    labels: ['bad', 'good'],
    confusion: [
      [1, 1],
      [0, 2],
    ],
    classes: [classOf('bad'), classOf('good')],
    macroF1: 0.6,
    wrong: [{ text: 'not bad', actual: 'bad', predicted: 'good', probability: 0.9 }],
  } satisfies ClassificationEvaluation,
  multiLabel: {
    kind: 'multi-label',
    ...measured,
    labels: ['fun', 'sad'],
    classes: [classOf('fun'), classOf('sad', 1)],
    macroF1: 0.55,
    microF1: 0.65,
    exactMatch: 0.5,
    wrong: [{ text: 'so sad', actual: ['sad'], predicted: [] }],
  } satisfies MultiLabelEvaluation,
  regression: {
    kind: 'regression',
    ...measured,
    accuracy: Number.NaN,
    meanAbsoluteError: 1.5,
    rootMeanSquaredError: 2,
    r2: 0.4,
    points: [{ actual: 1, predicted: 2 }],
    wrong: [{ text: 'a\nlong film', actual: 3, predicted: 9.5 }],
  } satisfies RegressionEvaluation,
  tagging: {
    kind: 'tagging',
    ...measured,
    tokens: 20,
    labels: ['NOUN', 'VERB'],
    confusion: [
      [8, 2],
      [3, 7],
    ],
    classes: [classOf('NOUN', 10), classOf('VERB', 10)],
    macroF1: 0.7,
    entities: { precision: 0.5, recall: 0.5, f1: 0.5, types: [classOf('PER', 3)] },
    sentences: [
      [
        { token: 'they', actual: 'NOUN', predicted: 'NOUN', probability: 0.9, isUnknown: false },
        { token: 'run', actual: 'VERB', predicted: 'NOUN', probability: 0.6, isUnknown: true },
      ],
      [{ token: 'go', actual: 'VERB', predicted: 'VERB', probability: 0.8, isUnknown: false }],
    ],
  } satisfies TaggingEvaluation,
  languageModel: {
    kind: 'language-model',
    ...measured,
    tokens: 1200,
    perplexity: 4.5,
    bitsPerCharacter: 2.17,
  } satisfies LanguageModelEvaluation,
  seq2seq: {
    kind: 'seq2seq',
    ...measured,
    tokens: 44,
    written: 4,
    exactMatch: 0.5,
    chrf: 0.9,
    bleu: Number.NaN,
    examples: [
      { source: '3 May 2021', target: '2021-05-03', written: '2021-03-05', isRight: false },
      { source: '4 May 2021', target: '2021-05-04', written: '2021-05-04', isRight: true },
    ],
  } satisfies Seq2seqEvaluation,
}
