// What the printers of a training run say of a pause, a changed learning rate, an early end and the kept model.
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { EndedRun } from '../../src/cli/follow-run'
import { formatKept } from '../../src/cli/format/run'
import { JsonTrainingPrinter } from '../../src/cli/json-training-printer'
import { Output } from '../../src/cli/output'
import { TextTrainingPrinter } from '../../src/cli/text-training-printer'

const runId = 'r'
const position = { step: 41, epoch: 3, stepInEpoch: 9, stepsPerEpoch: 16 }
const reason =
  'The disk is full: /r cannot be written. Training goes on by itself when there is room.'
const log = (level: 'info' | 'warning', message: string): LabEvent => ({
  type: 'run-log',
  runId,
  line: { at: '2026-11-21T12:00:00Z', level, message },
})
/** As the engine tells of them: each with a line for the log. */
const events: readonly LabEvent[] = [
  log('info', 'Read 10 rows from data.csv.'),
  log('warning', `Paused at epoch 3, batch 9 of 16. ${reason}`),
  { type: 'run-paused', runId, position, reason },
  log('info', 'Went on.'),
  { type: 'run-went-on', runId },
  log('info', 'Epoch 3: no better, so the learning rate goes from 0.001 to 0.0005.'),
]
const kept = { epoch: 6, step: 96, metric: 'valAccuracy', value: 0.8871 } as const
const message = 'Validation loss has not fallen for 3 epochs; the model of epoch 6 is kept.'
const ended: EndedRun = {
  // What is told depends on these alone.
  record: {
    id: runId,
    state: 'done',
    seconds: 1,
    epochs: 9,
    kept,
    message,
  } as unknown as RunRecord,
  folder: '/r',
  evaluation: null,
}

function open() {
  const streams = [new PassThrough(), new PassThrough()]
  const read = () => streams.map((stream) => String(stream.read() ?? ''))
  return { output: new Output(streams[0], streams[1]), read }
}

describe('for people', () => {
  it('tells what goes wrong on stderr and what changes on stdout, each once', () => {
    const { output, read } = open()
    const printer = new TextTrainingPrinter(output)
    for (const event of events) printer.take(event)
    expect(read()).toEqual([
      'Went on.\nEpoch 3: no better, so the learning rate goes from 0.001 to 0.0005.\n',
      `Paused at epoch 3, batch 9 of 16. ${reason}\n`,
    ])
    printer.finish(ended)
    expect(read()[0]).toBe(
      `${message}\nKept the model of epoch 6, the best by validation accuracy: 0.887\n\nRun r: done after 1.0 s\n/r\n`,
    )
  })

  it.each([
    [kept, 'Kept the model of epoch 6, the best by validation accuracy: 0.887'],
    [
      { ...kept, metric: 'valLoss' },
      'Kept the model of epoch 6, the best by validation loss: 0.887',
    ],
    [{ ...kept, metric: null, value: null }, 'Kept the model of epoch 6, the last one'],
    [{ ...kept, value: null }, 'Kept the model of epoch 6, which was not measured'],
  ] as const)('%j', (one, sentence) => {
    expect(formatKept(one)).toBe(sentence)
  })
})

describe('for programs', () => {
  it('prints lines of their own', () => {
    const { output, read } = open()
    const printer = new JsonTrainingPrinter(output)
    for (const event of events) printer.take(event)
    printer.finish(ended)
    const [stdout, stderr] = read()
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: 'paused', reason, step: 41, epoch: 3, stepInEpoch: 9 },
      { type: 'went-on' },
      { type: 'done', kept, message, epochs: 9 },
    ])
    expect(stderr).toBe(`Paused at epoch 3, batch 9 of 16. ${reason}\n`)
  })
})
