// @vitest-environment ./tests/renderer/page-environment.ts
// Exports one after the other: how far each is, what came of it, and what stays of it.
import { describe, expect, it } from 'vitest'
import type { ExportFormat, ExportReport } from '#shared/domain/export'
import { failure, success, type Result } from '#shared/protocol/result'
import { Exports } from '../../../src/renderer/src/state/exports.svelte'
import { openLab } from './scripted-lab'

const reportOf = (format: ExportFormat): ExportReport => ({
  format,
  folder: `/out/${format}`,
  files: [{ name: 'README.md', bytes: 900 }],
  parity: { program: 'Keras', vectors: 4, numbers: 8, largestDifference: 2e-7, limit: 1e-5 },
})
const refused = failure('model-refused', 'The layer gru_1 has an activation that ONNX lacks.')

interface Asked {
  readonly id: string
  readonly format: ExportFormat
  answer(result: Result<ExportReport>): void
}

/** Exports over an engine that answers when it is told to. */
function scripted() {
  const asked: Asked[] = []
  const stopped: string[] = []
  const looked: string[] = []
  const exports = new Exports({
    exportRefusals: async (run) => {
      looked.push(run)
      return run === 'gone' ? refused : success({ keras: 'It has hardSigmoid.' })
    },
    exportRun: (_run, { requestId: id, format }) =>
      new Promise((answer) => asked.push({ id, format, answer })),
    stop: async (id) => {
      stopped.push(id)
      return success(null)
    },
  })
  const start = (format: ExportFormat, runId = 'a') =>
    exports.start({ runId, format, out: `/out/${format}` })
  const state = (format: ExportFormat, runId = 'a') => exports.last(runId, format)?.state ?? null
  return { exports, asked, stopped, looked, start, state }
}

describe('several exports', () => {
  it('are made one after the other', async () => {
    const { asked, start, state } = scripted()
    const all = start('keras')
    void start('onnx')
    expect([state('keras'), state('onnx'), asked.length]).toEqual(['working', 'waiting', 1])
    asked[0].answer(success(reportOf('keras')))
    await expect.poll(() => asked.length).toBe(2)
    expect([state('keras'), state('onnx')]).toEqual(['done', 'working'])
    asked[1].answer(refused)
    await all
    expect([state('keras'), state('onnx')]).toEqual(['done', 'failed'])
  })

  it('are each run’s own', async () => {
    const { asked, start, state } = scripted()
    const all = start('keras')
    expect([state('keras', 'b'), state('tfjs')]).toEqual([null, null])
    asked[0].answer(success(reportOf('keras')))
    await all
  })
})

describe('what a format cannot express', () => {
  it('is found out once for each run', async () => {
    const { exports, looked } = scripted()
    expect(exports.refusal('a', 'keras')).toBeNull()
    await exports.lookAt('a')
    await exports.lookAt('a')
    expect(looked).toEqual(['a'])
    expect([exports.refusal('a', 'keras'), exports.refusal('a', 'onnx')]).toEqual([
      'It has hardSigmoid.',
      null,
    ])
    expect(exports.refusal('b', 'keras')).toBeNull()
  })

  it('is asked again when it could not be found out', async () => {
    const { exports, looked } = scripted()
    await exports.lookAt('gone')
    await exports.lookAt('gone')
    expect(looked).toHaveLength(2)
  })
})

describe('an export', () => {
  it('tells how far it is, and nobody else', async () => {
    const { exports, asked, start } = scripted()
    const all = start('keras')
    const progress = { phase: 'checking', done: 1, total: 4, unit: 'texts' } as const
    exports.take('another', progress)
    expect(exports.last('a', 'keras')?.progress).toBeNull()
    exports.take(asked[0].id, progress)
    expect(exports.last('a', 'keras')?.progress).toEqual(progress)
    asked[0].answer(success(reportOf('keras')))
    await all
    exports.take(asked[0].id, progress)
    expect(exports.last('a', 'keras')?.progress).toBeNull()
  })

  it('that is stopped leaves nothing to say, and the next begins', async () => {
    const { exports, asked, stopped, start, state } = scripted()
    const all = start('keras')
    void start('onnx')
    const job = exports.last('a', 'keras')
    if (job) exports.stop(job)
    expect(stopped).toEqual([asked[0].id])
    asked[0].answer(failure('stopped', 'This was stopped.'))
    await expect.poll(() => asked.length).toBe(2)
    expect([state('keras'), exports.last('a', 'keras')?.failure]).toEqual(['stopped', null])
    asked[1].answer(success(reportOf('onnx')))
    await all
  })

  it('that waits is taken back without the engine', async () => {
    const { exports, asked, stopped, start, state } = scripted()
    const all = start('keras')
    void start('onnx')
    const job = exports.last('a', 'onnx')
    if (job) exports.stop(job)
    asked[0].answer(success(reportOf('keras')))
    await all
    expect([state('onnx'), stopped, asked.length]).toEqual(['stopped', [], 1])
  })

  it('that failed says why until it is dismissed, beside the one that was written before', async () => {
    const { exports, asked, start, state } = scripted()
    let all = start('keras')
    asked[0].answer(success(reportOf('keras')))
    await all
    all = start('keras')
    asked[1].answer(refused)
    await all
    const job = exports.last('a', 'keras')
    expect(job?.failure).toEqual(refused)
    expect(exports.lastDone('a', 'keras')?.report).toEqual(reportOf('keras'))
    if (job) exports.dismiss(job)
    expect(state('keras')).toBe('done')
  })

  it('hears of its progress through the lab', async () => {
    let requestId = ''
    const { lab } = await openLab(['a'], {
      exportRun: (_run, request) => {
        requestId = request.requestId
        return new Promise(() => {})
      },
    })
    void lab.exports.start({ runId: 'a', format: 'html', out: '/out/html' })
    const progress = { phase: 'exporting', done: 0, total: null, unit: 'files' } as const
    lab.onEvent({ type: 'progress', id: requestId, progress })
    expect(lab.exports.last('a', 'html')?.progress).toEqual(progress)
  })
})
