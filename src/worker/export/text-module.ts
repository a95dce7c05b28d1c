// The plain JavaScript that goes with an exported model: text to token ids, and loading without tfjs-node.

/**
 * `unroll-text.mjs`: the rules of text/tokenizer.ts and text/encode.ts once more, without a dependency. A test holds
 * the two against each other.
 */
export const textModule = String.raw`// Turns a text into the token ids that the model was trained on. Needs nothing but vocabulary.json.
const tags = /<[/!a-z][^<>]*>/gi
const entities = /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi
const entityText = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"' }))
for (const name of ['apos', 'rsquo', '#39', '#039', '#x27']) entityText.set(name, "'")
const words = /(?:[^\s\p{Cc}\p{P}$+<=>^${'`'}|~]|')+/gu

/** The words or characters of a text; options is the "text" of vocabulary.json. */
export function tokenize(text, options) {
  const stripped = options.stripHtml
    ? text.replace(tags, ' ').replace(entities, (_, name) => entityText.get(name.toLowerCase()) ?? ' ')
    : text
  const plain = options.lowercase ? stripped.toLowerCase() : stripped
  return options.level === 'word' ? (plain.replaceAll('\u2019', "'").match(words) ?? []) : Array.from(plain)
}

/** A function from a text to its ids, cut and padded; vocabulary is the content of vocabulary.json. */
export function createEncoder({ text: options, tokens }) {
  const start = options.level === 'word' ? [1] : []
  const unknown = start.length + 1
  const ids = new Map(tokens.map((token, id) => [token, id]).slice(unknown + 1))
  const limit = options.sequenceLength ?? 1000
  return (text) => {
    const all = [...start, ...tokenize(text, options).map((token) => ids.get(token) ?? unknown)]
    const kept = options.truncating === 'pre' ? all.slice(-limit) : all.slice(0, limit)
    const padding = new Array((options.sequenceLength ?? Math.max(1, kept.length)) - kept.length).fill(0)
    return options.padding === 'pre' ? [...padding, ...kept] : [...kept, ...padding]
  }
}
`

/** `unroll-model.mjs`: reads the files beside it, in Node and in a browser, and classifies texts. */
export const modelModule = `// Loads the model beside this file with any @tensorflow/tfjs and classifies texts.
import { createEncoder } from './unroll-text.mjs'

/** A function from texts to [{ label, probability, probabilities }]; tf is the @tensorflow/tfjs module. */
export async function loadClassifier(tf) {
  const { modelTopology, weightsManifest } = await readJson('model.json')
  const vocabulary = await readJson('vocabulary.json')
  const { labels } = await readJson('labels.json')
  const weightSpecs = weightsManifest[0].weights
  const weightData = await read(weightsManifest[0].paths[0])
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
  const encode = createEncoder(vocabulary)
  return (texts) => texts.map((text) => classify(tf, model, labels, encode(text)))
}

function classify(tf, model, labels, ids) {
  const output = tf.tidy(() => [...model.predict(tf.tensor2d([ids], [1, ids.length], 'int32')).dataSync()])
  // One sigmoid unit gives the probability of the second label.
  const values = output.length === 1 ? [1 - output[0], output[0]] : output
  const probability = Math.max(...values)
  const probabilities = Object.fromEntries(labels.map((label, index) => [label, values[index]]))
  return { label: labels[values.indexOf(probability)], probability, probabilities }
}

async function readJson(name) {
  return JSON.parse(new TextDecoder().decode(await read(name)))
}

async function read(name) {
  const url = new URL(name, import.meta.url)
  if (url.protocol !== 'file:') return (await fetch(url)).arrayBuffer()
  const { readFile } = await import('node:fs/promises')
  return new Uint8Array(await readFile(url)).buffer
}
`
