// Runs a model with ONNX Runtime in a thread of its own, which its owner can end in the middle of anything.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

const ort = createRequire(workerData.from)('onnxruntime-web')
ort.env.wasm.numThreads = 1
ort.env.logLevel = 'fatal'

// Its errors are thrown; they need not be printed too.
const quiet = { logSeverityLevel: 4 }

let session

async function open(model) {
  session = await ort.InferenceSession.create(model, { ...quiet, executionProviders: ['wasm'] })
  return { version: ort.env.versions.web, inputs: session.inputNames }
}

/** ids: for each input a list of token ids, the only one of its batch. */
async function run(ids) {
  const feeds = Object.entries(ids).map(([name, list]) => [
    name,
    new ort.Tensor('int64', BigInt64Array.from(list, BigInt), [1, list.length]),
  ])
  const { output } = await session.run(Object.fromEntries(feeds), quiet)
  if (!(output.data instanceof Float32Array)) throw new Error('its output is not of floats')
  return { dims: output.dims, data: output.data.slice() }
}

parentPort.on('message', async ({ model, ids }) => {
  try {
    parentPort.postMessage({ value: await (model ? open(model) : run(ids)) })
  } catch (error) {
    parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) })
  }
})
