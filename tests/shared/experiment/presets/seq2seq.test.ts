// The encoder-decoders to start from: they can be built, and have the parameters that their documentation tells.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment, parseExperimentText } from '#shared/experiment/parse'
import { seq2seqPresets } from '#shared/experiment/presets/seq2seq'

describe('the presets of seq2seq', () => {
  it.each([
    ['date-seq2seq-lstm', 185_936, 185_872],
    ['addition-seq2seq-lstm', 98_080, 98_064],
  ])('%s has %d parameters, %d of them trained', (name, total, trainable) => {
    const preset = seq2seqPresets.find((one) => one.name === name)
    const parsed = parseExperiment(preset?.experiment)
    if (!parsed.ok) throw new Error(parsed.message)
    expect(summarizeModel(parsed.value)).toMatchObject({ total, trainable, problems: [] })
  })
})

describe('the examples of seq2seq', () => {
  it.each(['14-dates', '15-addition', '16-number-words'])('%s can be trained', (name) => {
    const file = `examples/${name}.json`
    const parsed = parseExperimentText(readFileSync(file, 'utf8'), file)
    expect(parsed.ok ? 'fine' : parsed.message).toBe('fine')
  })
})
