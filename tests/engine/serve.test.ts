// A page's calls over a real message channel: answered, checked, and never more than calls.
import { wrap, type Remote } from 'comlink'
import { describe, expect, it, onTestFinished } from 'vitest'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { serve, type PagePort } from '../../src/engine/serve'
import type { ExamRequest } from '#shared/domain/inside/exam'
import type { LabApi, LabEvent } from '#shared/protocol/lab-api'
import { dataFile, experimentOn, openLab, unwrap, type TestLab } from './sample'

/** A port as Electron's MessagePortMain is: messages come as `{ data }`, and a transfer list is an error. */
function asPagePort(port: MessagePort): PagePort {
  const fitted = new Map<unknown, (data: unknown) => void>()
  return {
    postMessage(message, ...rest: unknown[]) {
      if (rest.length > 0) throw new TypeError('no transfer lists here')
      port.postMessage(message)
    },
    on(event: string, listener: (event: { data: unknown }) => void) {
      const pass = (data?: unknown): void => listener({ data })
      fitted.set(listener, pass)
      return port.on(event, pass)
    },
    off: (event, listener) => port.off(event, fitted.get(listener) ?? (() => undefined)),
    start: () => port.start(),
  }
}

function connect(testLab: TestLab): { page: MessagePort; api: Remote<LabApi> } {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port2.close())
  serve(testLab.lab, asPagePort(port1))
  return { page: port2, api: wrap<LabApi>(nodeEndpoint(port2)) }
}

const invalid = (message: RegExp) => ({
  ok: false,
  code: 'experiment-invalid',
  message: expect.stringMatching(message),
})

describe('serve', () => {
  it('answers calls and tells events, with the steps as typed arrays', async () => {
    const testLab = openLab()
    const { page, api } = connect(testLab)
    const events: LabEvent[] = []
    page.on('message', (message) => {
      if (message.unrollLabEvent) events.push(message.unrollLabEvent)
    })
    const begun = unwrap(await api.train(experimentOn(dataFile()), { out: null }))
    await testLab.event('run-ended')
    const detail = unwrap(await api.run(begun.runId))
    expect(detail.steps.loss).toBeInstanceOf(Float32Array)
    expect(detail.steps.loss).toHaveLength(6)
    const steps = events.filter((event) => event.type === 'steps')
    expect(steps[0].steps.loss).toBeInstanceOf(Float32Array)
    expect(events.map((event) => event.type)).toEqual(testLab.events.map((event) => event.type))
  })

  it.each<[string, keyof LabApi, unknown[], RegExp]>([
    ['nothing at all', 'preview', [], /preview was refused/],
    ['no object', 'preview', ['/x'], /preview was refused/],
    ['an empty path', 'preview', [{ path: '', encoding: 'auto', split: null }], /at path/],
    ['an unknown encoding', 'preview', [{ path: '/x', encoding: 'x', split: null }], /at encoding/],
    ['a key too many', 'train', [{}, { out: null, folder: '/' }], /train was refused/],
    ['a number for an id', 'stop', [7], /stop was refused/],
    ['an argument too many', 'runs', ['all'], /runs was refused/],
    ['texts that are none', 'predict', ['id', [1]], /at 0/],
    ['too many texts', 'predict', ['id', new Array(1001).fill('x')], /predict was refused/],
    ['another format', 'exportRun', ['id', 'exe', '/x'], /exportRun was refused/],
    ['a draft that is none', 'saveDraft', [{}], /The experiment/],
    ['a model that does not fit', 'train', [{}, { out: null }], /The experiment/],
  ])('answers %s with a failure', async (_what, call, args, message) => {
    const { page } = connect(openLab())
    expect(await rawCall(page, [call], args)).toMatchObject({ value: invalid(message) })
  })

  it.each<[string, object]>([
    ['a path into a function', { type: 'APPLY', path: ['predict', 'constructor'] }],
    ['a path into the prototype', { type: 'APPLY', path: ['constructor', 'constructor'] }],
    ['a name of Object', { type: 'APPLY', path: ['toString'] }],
    ['reading', { type: 'GET', path: ['predict'] }],
    ['writing', { type: 'SET', path: ['predict'], value: { type: 'RAW', value: 1 } }],
    ['constructing', { type: 'CONSTRUCT', path: ['predict'] }],
    ['another endpoint', { type: 'ENDPOINT', path: [] }],
    [
      'a callback',
      { type: 'APPLY', path: ['stop'], argumentList: [{ type: 'HANDLER', name: 'proxy' }] },
    ],
    ['no path', { type: 'APPLY' }],
  ])('refuses %s', async (_what, message) => {
    const { page } = connect(openLab())
    const answer = await exchange(page, {
      argumentList: [{ type: 'RAW', value: 'return 1' }],
      ...message,
    })
    expect(answer).toMatchObject({
      name: 'throw',
      value: { value: { message: 'This is not a call of LabApi.' } },
    })
  })

  it('refuses a path that nobody chose', async () => {
    const { api } = connect(openLab({ everything: false }))
    const path = dataFile()
    for (const answer of [
      await api.preview({ path, encoding: 'auto', split: null }),
      await api.train(experimentOn(path), { out: null }),
      await api.run(path),
      await api.evaluate('id', { path, split: null }),
      await api.exportRun('id', { requestId: 'e', format: 'tfjs', out: `${path}-export` }),
    ])
      expect(answer).toMatchObject({ ok: false, code: 'not-granted' })
  })

  it('fills in what a request leaves open', async () => {
    const { api } = connect(openLab())
    const open = {
      requestId: 'x',
      task: 'copy',
      cells: ['GRU'],
      lengths: [4],
    } as unknown as ExamRequest // the rest has defaults
    expect(unwrap(await api.exam(open)).request).toMatchObject({ units: 32, steps: 1500, seed: 7 })
  })

  it('forgets a page whose port has closed', async () => {
    const testLab = openLab()
    const { page, api } = connect(testLab)
    await api.runs()
    const closed = new Promise((resolve) => page.once('close', resolve))
    page.close()
    await closed
    unwrap(await testLab.lab.api.train(experimentOn(dataFile()), { out: null }))
    await testLab.event('run-ended')
  })
})

let calls = 0

/** Sends a message as Comlink would and waits for the answer to it. */
function exchange(page: MessagePort, message: object): Promise<unknown> {
  const id = `call-${++calls}`
  return new Promise((resolve) => {
    page.on('message', (answer) => answer.id === id && resolve(answer))
    page.postMessage({ id, ...message })
  })
}

function rawCall(page: MessagePort, path: string[], args: readonly unknown[]): Promise<unknown> {
  const argumentList = args.map((value) => ({ type: 'RAW', value }))
  return exchange(page, { type: 'APPLY', path, argumentList })
}
