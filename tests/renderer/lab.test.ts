import * as Comlink from 'comlink'
import { describe, expect, it } from 'vitest'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success } from '#shared/protocol/result'
import { LabLink } from '../../src/renderer/src/lab'

const stopped: LabEvent = { type: 'trainer-restarted', message: 'again', runId: null }

// Node's MessagePort has the page's interface, so the ports are real.
function connected(api: object) {
  const { port1, port2 } = new MessageChannel()
  const link = new LabLink()
  const events: LabEvent[] = []
  Comlink.expose(api, port2)
  link.connect(port1, (event) => events.push(event))
  return { link, events, engine: port2, close: () => link.disconnect('closed') }
}

describe('the link to the engine', () => {
  it('passes calls and their answers', async () => {
    const { link, close } = connected({ stop: (id: string) => success(`stopped ${id}`) })
    expect(await link.client.stop('a')).toEqual(success('stopped a'))
    close()
  })

  it('passes events and nothing else that comes', async () => {
    const { link, events, engine, close } = connected({ stop: () => success(null) })
    for (const message of [null, 'text', { other: 1 }, { unrollLabEvent: null }])
      engine.postMessage(message)
    engine.postMessage({ unrollLabEvent: stopped })
    await link.client.stop('a')
    expect(events).toEqual([stopped])
    close()
  })

  it('settles what is pending when the engine is lost', async () => {
    const { link } = connected({ run: () => new Promise(() => undefined) })
    const pending = link.client.run('a')
    link.disconnect('The engine stopped: out of memory.')
    expect(await pending).toMatchObject({
      code: 'engine-died',
      message: 'The engine stopped: out of memory.',
    })
  })

  it('answers at once while there is no engine', async () => {
    expect(await new LabLink().client.runs()).toMatchObject({ ok: false, code: 'engine-died' })
  })

  it('goes on with the port that came last', async () => {
    const { link } = connected({ stop: () => success('old') })
    const { port1, port2 } = new MessageChannel()
    Comlink.expose({ stop: () => success('new') }, port2)
    link.connect(port1, () => undefined)
    expect(await link.client.stop('a')).toEqual(success('new'))
    link.disconnect('closed')
  })
})
