// How near the reference implementation comes to the model's own layers on what was looked at.
import type { Tensor } from '@tensorflow/tfjs'
import type { Agreement } from '#shared/domain/inside/inspection'
import { tf } from '../backend'
import { logitsFromState } from '../generation/forward-from-state'
import type { LoadedRun } from '../inference/load-run'
import { releaseMasks } from '../model/dropout'
import { logitsOf, sequenceLogitsOf } from '../model/forward'
import { answersOfLogits } from '../tasks/classification/predict'
import { decode, encode, networkOf } from '../tasks/seq2seq/network/network'
import { answersOf } from './output-loss'
import { logitsAt, type Pass } from './pass'

/** Compares every probability (of a number: the standardised number) of every output. Leaves no tensors behind. */
export function agreementOf(run: LoadedRun, pass: Pass): Agreement {
  const theirs = ownAnswers(run, pass)
  const width = theirs.length / (pass.logits.length / pass.width)
  let largest = 0
  for (const { row } of pass.outputs) {
    const ours = answersOf(run, logitsAt(pass, row))
    for (let index = 0; index < width; index++)
      largest = Math.max(largest, Math.abs(ours[index] - theirs[row * width + index]))
  }
  return { largest, compared: pass.outputs.length * width }
}

/** What the model's own layers answer, as `answersOf` of each row: [rows, answers] */
function ownAnswers(run: LoadedRun, pass: Pass): Float32Array {
  let answers = new Float32Array()
  // Not given back from the tidy, which would look for tensors among millions of numbers.
  tf.tidy(() => {
    answers = new Float32Array(answersOfModel(run, pass).dataSync<'float32'>())
  })
  releaseMasks(run.model)
  return answers
}

function answersOfModel(run: LoadedRun, { source, target }: Pass): Tensor {
  const { model, experiment } = run
  const ids = row(source.ids)
  switch (experiment.task) {
    case 'classification':
      return answersOfLogits(run, logitsOf(model, ids, false))
    case 'tagging':
      return tf.softmax(sequenceLogitsOf(model, ids, false))
    case 'language-model':
      // A model that was saved has its output's kernel, tied or not.
      return tf.softmax(logitsFromState(model, ids, null, false, false).logits)
    case 'seq2seq': {
      const network = networkOf(model, experiment.model)
      const encoded = encode(network, ids, false)
      const written = row(target?.ids ?? new Int32Array())
      return tf.softmax(decode(network, written, encoded, false).logits)
    }
  }
}

/** [1, length] */
function row(ids: Int32Array): Tensor {
  return tf.tensor2d(ids, [1, ids.length], 'int32')
}
