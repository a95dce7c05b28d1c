// The prediction that the reference implementation's answers come to, in the shape of the task's own.
import type { LikelihoodPrediction, Prediction, TagsPrediction } from '#shared/domain/prediction'
import { softmax } from '#shared/domain/reference/losses'
import type { ReferenceEncoderDecoder } from '#shared/domain/reference/types'
import { describePrediction } from '../tasks/classification/predict'
import { describeWritten } from '../tasks/seq2seq/predict'
import { answerAt } from '../tasks/tagging/predict'
import type { LoadedRun } from '../inference/load-run'
import type { Networks } from './networks'
import { answersOf } from './output-loss'
import { logitsAt, type Pass } from './pass'
import type { ReadText } from './read-text'
import { writeByReference } from './write-decoder'
import type { Surgery } from '#shared/domain/inside/surgery'

/**
 * What the network of a pass answers. Tokens that the model did not read, because the text was cut, are not in it.
 * @param surgery with steps in place of tokens
 */
export function referencePrediction(
  run: LoadedRun,
  networks: Networks,
  pass: Pass,
  text: string,
  surgery: Surgery,
): Prediction {
  switch (run.experiment.task) {
    case 'classification': {
      const answers = answersOf(run, logitsAt(pass, pass.outputs[0].row))
      return describePrediction(run, text, new Float32Array(answers))
    }
    case 'tagging':
      return tagsOf(run, pass, text)
    case 'language-model':
      return likelihoodOf(pass, text)
    case 'seq2seq':
      if (networks.kind !== 'pair') throw new Error('an encoder-decoder is a pair')
      return sequenceOf(run, networks.network, pass.source, text, surgery)
  }
}

function tagsOf({ labels }: LoadedRun, pass: Pass, text: string): TagsPrediction {
  const { tokens } = pass.source.axis
  const tagged = tokens.map(({ token, isUnknown }, at) => {
    const probabilities = softmax(logitsAt(pass, pass.outputs[at].row))
    return { token, isUnknown, ...answerAt({ probabilities, tags: labels.length }, 0, labels) }
  })
  return { kind: 'tags', text, ...countsOf(pass), tagged }
}

function likelihoodOf(pass: Pass, text: string): LikelihoodPrediction {
  const { tokens, paddingBefore } = pass.source.axis
  // A token is foretold a step before it is read.
  const probabilities = tokens.map(({ token, id }, at) => ({
    token,
    probability: softmax(logitsAt(pass, paddingBefore + at - 1))[id],
  }))
  const total = probabilities.reduce((sum, { probability }) => sum + Math.log(probability), 0)
  const perplexity = Math.exp(-total / tokens.length)
  return { kind: 'likelihood', text, ...countsOf(pass), perplexity, probabilities }
}

function sequenceOf(
  run: LoadedRun,
  network: ReferenceEncoderDecoder,
  { ids, axis }: ReadText,
  text: string,
  surgery: Surgery,
): Prediction {
  const written = writeByReference(network, run, ids, { surgery })
  const tokens = axis.tokens.map(({ token }) => token)
  return describeWritten(run, { text, tokens, ids, seen: tokens }, [written])
}

function countsOf({ source }: Pass): { readonly tokens: number; readonly unknown: number } {
  const { tokens } = source.axis
  return { tokens: tokens.length, unknown: tokens.filter(({ isUnknown }) => isUnknown).length }
}
