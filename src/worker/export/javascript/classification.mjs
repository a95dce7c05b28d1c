// Loads the model beside this file with any @tensorflow/tfjs and classifies texts.
import { loadModel, readJson } from './unroll-files.mjs'
import { createEncoder } from './unroll-text.mjs'

/**
 * A function from texts to answers; tf is the @tensorflow/tfjs module. An answer is { label, probability, probabilities },
 * with several labels a text { labels, probabilities }, and for a number { value }.
 */
export async function loadClassifier(tf) {
  const model = await loadModel(tf)
  const encode = createEncoder(await readJson('vocabulary.json'))
  const answer = answers(await readJson('labels.json'))
  return (texts) => texts.map((text) => answer(outputOf(tf, model, encode(text))))
}

function outputOf(tf, model, ids) {
  return tf.tidy(() => [...model.predict(tf.tensor2d([ids], [1, ids.length], 'int32')).dataSync()])
}

function answers({ kind, labels, scale }) {
  const named = (values) => Object.fromEntries(labels.map((label, index) => [label, values[index]]))
  switch (kind) {
    case 'number':
      return ([output]) => ({ value: output * scale.deviation + scale.mean })
    case 'labels':
      return (values) => ({
        labels: labels.filter((_, index) => values[index] >= 0.5),
        probabilities: named(values),
      })
    default:
      return (output) => {
        // One sigmoid unit gives the probability of the second label.
        const values = output.length === 1 ? [1 - output[0], output[0]] : output
        const probability = Math.max(...values)
        return {
          label: labels[values.indexOf(probability)],
          probability,
          probabilities: named(values),
        }
      }
  }
}
