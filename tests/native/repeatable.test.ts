// The same call gives the same bits, in whatever thread and however often; memory is given back.
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { cells, makeCall, makeGradients, requireAddon } from './cases'
import { binaryFile } from './binary'

const addon = requireAddon()

const sizes = { batch: 37, time: 60, inputs: 20, units: 24, vocabulary: 30 }

// Plain JavaScript, since a worker thread is not given TypeScript here.
const source = `
  const { workerData, parentPort } = require('node:worker_threads')
  const addon = require(workerData.binary)
  addon.useThreads(workerData.threads)
  const answers = []
  for (let round = 0; round < 20; round += 1) {
    const { output, handle } = addon.forward(workerData.call)
    answers.push([output, addon.backward(handle, workerData.gradients)])
    if (round % 3 === 0) addon.forward(workerData.call)
  }
  parentPort.postMessage(answers)`

function inWorker(workerData: unknown): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(source, { eval: true, workerData })
    let answer: unknown[] = []
    worker.on('message', (message: unknown[]) => (answer = message))
    worker.on('error', reject)
    worker.on('exit', () => resolve(answer))
  })
}

describe('repeating a call', () => {
  it.each(cells)('gives the same bits of %s in several worker threads at once', async (cell) => {
    const call = makeCall(cell, sizes)
    const gradients = makeGradients(call)
    addon.useThreads(3)
    const { output, handle } = addon.forward(call)
    const expected = [output, addon.backward(handle!, gradients)]
    const work = { binary: binaryFile(), threads: 3, call, gradients }
    const answers = await Promise.all([inWorker(work), inWorker(work), inWorker(work)])
    for (const answer of answers) {
      expect(answer).toHaveLength(20)
      for (const one of answer) expect(one).toEqual(expected)
    }
  })

  it('gives the same bits for each thread count, and nearly the same for another', () => {
    const call = makeCall('LSTM', sizes)
    const run = (threads: number) => {
      addon.useThreads(threads)
      return addon.backward(addon.forward(call).handle!, makeGradients(call)).kernel
    }
    for (const threads of [1, 2, 3, 4]) expect(run(threads)).toEqual(run(threads))
    const four = run(4)
    const apart = run(1).map((value, at) => Math.abs(value - four[at]))
    expect(Math.max(...apart)).toBeLessThan(1e-3)
  })

  it('ends a worker thread in the middle of its calls without harm', async () => {
    const call = makeCall('GRU', { ...sizes, batch: 64, time: 400 })
    const worker = new Worker(
      `const { workerData, parentPort } = require('node:worker_threads')
       const addon = require(workerData.binary)
       addon.useThreads(2)
       const handles = [addon.forward(workerData.call).handle]
       parentPort.postMessage('started')
       for (;;) addon.forward(workerData.call)`,
      { eval: true, workerData: { binary: binaryFile(), call } },
    )
    await new Promise((resolve) => worker.once('message', resolve))
    await worker.terminate()
    expect(addon.forward(call).output).toHaveLength(64 * 24)
  })
})

describe('memory', () => {
  // The sanitizers keep freed memory on purpose.
  it.skipIf(process.env.UNROLL_KERNELS_BINARY)('stays flat over many calls', () => {
    const call = makeCall('LSTM', { ...sizes, time: 200 })
    const gradients = makeGradients(call)
    const step = () => addon.backward(addon.forward(call).handle!, gradients)
    for (let warm = 0; warm < 20; warm += 1) step()
    const before = process.memoryUsage.rss()
    for (let round = 0; round < 300; round += 1) step()
    // A call keeps 5 MB, so 300 that were lost would be 1.5 GB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6)
  })
})

it('loads a second time in the same thread', () => {
  const again = createRequire(import.meta.url)(binaryFile()) as typeof addon // require has no types
  expect(again.instructionSets).toEqual(addon.instructionSets)
})
