// Threads may come and go: the library stays loaded, so that the next one can use it.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { pinNativeLibrary } from '../../src/engine/native-library'

const { resolve } = createRequire(import.meta.url)
const binding = join(
  dirname(resolve('@tensorflow/tfjs-node/package.json')),
  'lib/napi-v8/tfjs_binding.node',
)

const thread = `
  const { parentPort, workerData } = require('node:worker_threads')
  const binding = require(workerData)
  parentPort.postMessage(binding.TF_Version)
`

it.skipIf(!existsSync(binding))('is loaded by one thread after the other', async () => {
  pinNativeLibrary()
  for (let count = 0; count < 3; count++) {
    const worker = new Worker(thread, { eval: true, workerData: binding })
    const version = await new Promise((settle, fail) => {
      worker.once('message', settle)
      worker.once('error', fail)
    })
    expect(version).toMatch(/^\d+\.\d+/)
    await worker.terminate()
  }
})
