// Steps are gone through by hand, by key and by themselves; and what is said at the end.
import { describe, expect, it } from 'vitest'
import {
  Playback,
  playbackKey,
} from '../../../../../src/renderer/src/features/inspect/steps/playback.svelte'
import {
  agreementSentence,
  answerSentence,
  inReadingOrder,
  paddingSentence,
} from '../../../../../src/renderer/src/features/inspect/steps/step-words'
import { WeightsOfLayer } from '../../../../../src/renderer/src/features/inspect/steps/weights-of-layer.svelte'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LayerWeights } from '#shared/domain/inside/weights'
import { axisOfTokens, drawnWeights, layerWeightsOf } from '../sample-inspection'

/** A clock that ticks when it is told to. */
class Ticker {
  tick: () => void = () => {}
  period: number | null = null

  readonly clock = (tick: () => void, milliseconds: number) => {
    this.tick = tick
    this.period = milliseconds
    return () => (this.period = null)
  }
}

function start(last = 3) {
  const steps = { position: 0, last }
  const ticker = new Ticker()
  return { steps, ticker, playback: new Playback(steps, ticker.clock) }
}

describe('playback', () => {
  it('plays up to the answer and stops there', () => {
    const { steps, ticker, playback } = start()
    playback.play()
    expect(ticker.period).toBe(1000)
    for (let count = 0; count < 3; count++) ticker.tick()
    expect(steps.position).toBe(3)
    expect(playback.isPlaying).toBe(false)
    expect(ticker.period).toBeNull()
    playback.play()
    expect(steps.position).toBe(0)
  })

  it('stays where a person goes, and inside the text', () => {
    const { steps, ticker, playback } = start()
    playback.play()
    playback.step(1)
    expect(steps.position).toBe(1)
    expect(playback.isPlaying).toBe(false)
    expect(ticker.period).toBeNull()
    playback.step(-5)
    expect(steps.position).toBe(0)
    playback.go(99)
    expect(steps.position).toBe(3)
  })

  it('takes another speed while it plays', () => {
    const { ticker, playback } = start()
    playback.setSpeed(5)
    expect(ticker.period).toBeNull()
    playback.play()
    expect(ticker.period).toBe(200)
    playback.setSpeed(10)
    expect(ticker.period).toBe(100)
  })

  it('answers to keys', () => {
    const { steps, playback } = start()
    const press = (key: string): void => playbackKey(key, playback, 3)?.()
    press('ArrowRight')
    expect(steps.position).toBe(1)
    press('ArrowLeft')
    expect(steps.position).toBe(0)
    press('End')
    expect(steps.position).toBe(3)
    press('Home')
    expect(steps.position).toBe(0)
    press(' ')
    expect(playback.isPlaying).toBe(true)
    press(' ')
    expect(playback.isPlaying).toBe(false)
    expect(playbackKey('x', playback, 3)).toBeNull()
  })
})

describe('words', () => {
  it('says how near the numbers come', () => {
    expect(agreementSentence({ largest: 3.04e-7, compared: 2 })).toBe(
      "Differs from the model's own output by 3.0e-7 at most, in 2 numbers compared.",
    )
    expect(agreementSentence({ largest: 0, compared: 1 })).toBe(
      "The same as the model's own output, in 1 number compared.",
    )
  })

  it('says what was read around the text', () => {
    expect(paddingSentence(axisOfTokens(['a']), false)).toBeNull()
    const padded = axisOfTokens(['a'], { paddingBefore: 9, cut: 1200 })
    expect(paddingSentence(padded, false)).toBe(
      "The network took 9 steps before the text; h before the first token is what they left. 1,200 tokens beyond the model's length were not read.",
    )
    expect(paddingSentence(axisOfTokens(['a'], { paddingBefore: 1 }), true)).toBe(
      '1 more step follows after the text.',
    )
  })

  it('says which layers make the answer', () => {
    expect(answerSentence('Dense')).toBe('Dense makes the answer from the states:')
    expect(answerSentence('attention, Dense')).toBe(
      'Attention and Dense make the answer from the states:',
    )
    expect(answerSentence('')).toBe('The answer:')
  })

  it('counts from the end where the text is read from there', () => {
    expect([0, 1, 2].map((token) => inReadingOrder(token, 3, true))).toEqual([2, 1, 0])
    expect(inReadingOrder(1, 3, false)).toBe(1)
  })
})

describe('weights of a layer', () => {
  const own = { name: 'lstm', direction: null } as const
  const weights = layerWeightsOf(drawnWeights('LSTM', 2, 3), own)
  const request = { layer: 'lstm', direction: null, snapshot: 'kept' } as const

  it('are asked for once, and the newest layer wins', async () => {
    const answers: ((result: Result<LayerWeights>) => void)[] = []
    const layerWeights = () => new Promise<Result<LayerWeights>>((resolve) => answers.push(resolve))
    const known = new WeightsOfLayer({ layerWeights })
    const first = known.follow('run', request, '1')
    const second = known.follow('run', { ...request, layer: 'gru' }, '1')
    answers[1](success({ ...weights, name: 'gru' }))
    await second
    answers[0](success(weights))
    await first
    expect(known.weights?.name).toBe('gru')
    await known.follow('run', request, '1')
    expect(known.weights?.name).toBe('lstm')
    expect(answers).toHaveLength(2)
    void known.follow('run', request, '2')
    expect(answers).toHaveLength(3)
    expect(known.weights).toBeNull()
  })

  it('say why they are not there', async () => {
    const known = new WeightsOfLayer({
      layerWeights: () => Promise.resolve(failure('run-unreadable', 'The run has no model.')),
    })
    await known.follow('run', request, '1')
    expect(known.failure).toBe('The run has no model.')
  })
})
