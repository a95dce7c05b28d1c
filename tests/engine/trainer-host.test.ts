// Supervision with real threads: a call always settles, and the next one finds a living trainer.
import { describe, expect, it, onTestFinished } from 'vitest'
import { TrainerHost } from '../../src/engine/trainer-host'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { fixtureTrainer } from './sample'

function openHost(file = fixtureTrainer) {
  const events: TrainerEvent[] = []
  const deaths: string[] = []
  const host = new TrainerHost({
    file,
    name: 'training thread',
    onEvent: (event) => events.push(event),
    onDeath: (message) => deaths.push(message),
  })
  onTestFinished(() => host.close())
  const preview = (path: string) =>
    host.ask((trainer) => trainer.preview({ path, encoding: 'auto', split: null }))
  return { host, events, deaths, preview }
}

describe('TrainerHost', () => {
  it('starts no thread before the first call', async () => {
    const { host, preview } = openHost()
    expect(host.isRunning).toBe(false)
    expect(await preview('/fine')).toMatchObject({ ok: true })
    expect(host.isRunning).toBe(true)
  })

  it.each([
    ['exit', /ended unexpectedly \(it ended with code 3\)/],
    ['crash', /ended unexpectedly \(a mistake\)/],
  ])('settles what is pending when the thread dies: %s', async (path, message) => {
    const { deaths, preview } = openHost()
    const pending = await Promise.all([preview('hang'), preview(path)])
    for (const answer of pending)
      expect(answer).toMatchObject({
        ok: false,
        code: 'trainer-died',
        message: expect.stringMatching(message),
      })
    expect(deaths).toHaveLength(1)
    expect(await preview('/fine')).toMatchObject({ ok: true })
  })

  it('passes a mistake in the trainer on as a mistake', async () => {
    const { deaths, preview } = openHost()
    await expect(preview('bug')).rejects.toThrow('a bug')
    expect(deaths).toEqual([])
  })

  it('ends a thread that is stuck in a loop, and says why', async () => {
    const { host, deaths, preview } = openHost()
    await preview('/fine')
    const pending = preview('loop')
    await host.dismiss('It was stuck.')
    expect(await pending).toEqual({ ok: false, code: 'trainer-died', message: 'It was stuck.' })
    expect(deaths).toEqual([])
    expect(await preview('/fine')).toMatchObject({ ok: true })
  })

  it('says that a trainer which is not there cannot start', async () => {
    const { preview } = openHost('/nowhere/trainer.js')
    expect(await preview('/fine')).toMatchObject({
      code: 'trainer-died',
      message: expect.stringContaining('/nowhere/trainer.js'),
    })
  })

  it('starts none after it was closed', async () => {
    const { host, preview } = openHost()
    await preview('/fine')
    const pending = preview('hang')
    await host.close()
    expect(await pending).toMatchObject({ code: 'trainer-died', message: 'The lab was closed.' })
    expect(await preview('/fine')).toMatchObject({ code: 'trainer-died' })
    expect(host.isRunning).toBe(false)
  })
})
