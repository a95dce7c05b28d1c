// Runs model.onnx beside this file in Node, with onnxruntime-node or onnxruntime-web, whichever is installed.
//
//     npm install onnxruntime-node
//     node run.mjs "A text" "Another one"      what the model makes of each text
//     node run.mjs --check                     holds it against test-vectors.json
//
// Of a language model: --length 100 (tokens to write) and --temperature 0.8 (0: the most probable token each time).
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** The largest difference that --check allows: absolutely, and of numbers beyond 1 or -1 in proportion. */
const limit = 1e-5

const ort = await import('onnxruntime-node').catch(() => import('onnxruntime-web'))
if (ort.env.wasm) ort.env.wasm.numThreads = 1
const session = await ort.InferenceSession.create(read('model.onnx'))
const { task } = readJson('test-vectors.json')
const vocabulary = readJson('vocabulary.json')
const answers = {
  classification: classify,
  tagging: tag,
  'language-model': write,
  seq2seq: convert,
}

const { values: options, positionals: texts } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean' },
    length: { type: 'string', default: '100' },
    temperature: { type: 'string', default: '0.8' },
  },
})
if (options.check) await check()
else for (const text of texts) console.log(JSON.stringify(await answers[task](text)))

function read(name) {
  return readFileSync(new URL(name, import.meta.url))
}

function readJson(name) {
  return JSON.parse(read(name).toString('utf8'))
}

/** The rows that the model gives for one example; inputs are { ids }, or { source, target } of an encoder-decoder. */
async function rowsOf(inputs) {
  const feeds = Object.entries(inputs).map(([name, ids]) => [
    name,
    new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
  ])
  const { data, dims } = (await session.run(Object.fromEntries(feeds))).output
  const width = dims[dims.length - 1]
  return Array.from({ length: data.length / width }, (_, row) => [
    ...data.subarray(row * width, (row + 1) * width),
  ])
}

async function check() {
  let largest = 0
  for (const { model } of readJson('test-vectors.json').vectors) {
    const rows = await rowsOf(model.inputs)
    const steps = model.steps ?? [0]
    for (const [index, expected] of model.outputs.entries())
      for (const [place, value] of expected.entries()) {
        const difference =
          Math.abs(rows[steps[index]][place] - value) / Math.max(1, Math.abs(value))
        largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference)
      }
  }
  console.log(`largest difference ${largest.toPrecision(3)}, allowed ${limit}`)
  process.exitCode = largest <= limit ? 0 : 1
}

async function classify(text) {
  const { createEncoder } = await import('./unroll-text.mjs')
  const { kind, labels, scale } = readJson('labels.json')
  const [outputs] = await rowsOf({ ids: createEncoder(vocabulary)(text) })
  if (kind === 'number') return { text, value: outputs[0] * scale.deviation + scale.mean }
  // One output is the probability of the second label.
  const isSingle = kind === 'class' && outputs.length === 1
  const values = isSingle ? [1 - outputs[0], outputs[0]] : outputs
  const probabilities = Object.fromEntries(labels.map((label, index) => [label, values[index]]))
  if (kind === 'labels')
    return { text, labels: labels.filter((_, index) => values[index] >= 0.5), probabilities }
  const probability = Math.max(...values)
  return { text, label: labels[values.indexOf(probability)], probability, probabilities }
}

/** A long sentence goes through the model in pieces. */
async function tag(text) {
  const { createWordReader } = await import('./unroll-words.mjs')
  const { labels } = readJson('labels.json')
  const { idOf, tokensOf } = createWordReader(vocabulary)
  const tokens = tokensOf(text)
  const ids = tokens.map(idOf)
  const longest = vocabulary.text.sequenceLength ?? 1000
  const rows = []
  for (let from = 0; from < ids.length; from += longest)
    rows.push(...(await rowsOf({ ids: ids.slice(from, from + longest) })))
  return {
    tokens: tokens.map((token, index) => {
      const probability = Math.max(...rows[index])
      return { token, tag: labels[rows[index].indexOf(probability)], probability }
    }),
  }
}

/** All that stands so far is read anew for each token: the file keeps no state between two calls. */
async function write(prompt) {
  const { createIds } = await import('./unroll-text.mjs')
  const { joinTokens } = await import('./unroll-join.mjs')
  const { tokens, text } = vocabulary
  const begun = createIds(vocabulary)(prompt)
  const ids = begun.length > 0 ? begun : [tokens.indexOf('<start>')]
  const start = ids.length
  const written = []
  while (written.length < Number(options.length)) {
    const probabilities = (await rowsOf({ ids })).at(-1)
    const id = draw(probabilities.slice(0, tokens.length), Number(options.temperature))
    if (tokens[id] === '<end>') break
    written.push({ token: tokens[id], probability: probabilities[id] })
    ids.push(id)
  }
  const textOf = (some) =>
    joinTokens(
      some.filter((id) => id > 3).map((id) => tokens[id]),
      text,
    )
  const before = textOf(ids.slice(0, start))
  return { prompt, text: textOf(ids).slice(before.length), tokens: written }
}

async function convert(source) {
  const { createIds } = await import('./unroll-text.mjs')
  const { joinTokens } = await import('./unroll-join.mjs')
  const { tokens, text } = readJson('target-vocabulary.json')
  const ids = sourceIds(createIds(vocabulary)(source))
  const target = [tokens.indexOf('<start>')]
  const written = []
  while (written.length < (text.sequenceLength ?? 1000)) {
    const probabilities = (await rowsOf({ source: ids, target })).at(-1)
    const id = draw(probabilities.slice(0, tokens.length), 0)
    written.push({ token: tokens[id], probability: probabilities[id] })
    if (tokens[id] === '<end>') break
    target.push(id)
  }
  const said = target.slice(1).map((id) => tokens[id])
  return { text: source, written: joinTokens(said, text), tokens: written }
}

function sourceIds(ids) {
  const { truncating, sequenceLength } = vocabulary.text
  const longest = sequenceLength ?? 1000
  const kept = truncating === 'pre' ? ids.slice(-longest) : ids.slice(0, longest)
  return kept.length > 0 ? kept : [0]
}

/** The next id; never <pad>, <start> or <unknown>, which are the first three. */
function draw(probabilities, temperature) {
  const allowed = probabilities.map((one, id) => (id < 3 ? 0 : one))
  const best = Math.max(...allowed)
  if (temperature === 0) return allowed.indexOf(best)
  const weights = allowed.map((one) => Math.exp(Math.log(one / best) / temperature))
  let left = Math.random() * weights.reduce((sum, one) => sum + one, 0)
  const chosen = weights.findIndex((weight) => (left -= weight) < 0)
  return chosen < 0 ? allowed.indexOf(best) : chosen
}
