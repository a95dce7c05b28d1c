// The language models to start from: they can be built, and have the parameters that their documentation tells.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment, parseExperimentText } from '#shared/experiment/parse'
import { languageModelPresets } from '#shared/experiment/presets/language-model'

describe('the presets of language models', () => {
  it.each([
    ['char-lm-lstm', 332_928, 332_928],
    // The last layer's kernel is the embeddings.
    ['word-lm-lstm', 1_416_584, 776_584],
  ])('%s has %d parameters, %d of them trained', (name, total, trainable) => {
    const preset = languageModelPresets.find((one) => one.name === name)
    const parsed = parseExperiment(preset?.experiment)
    if (!parsed.ok) throw new Error(parsed.message)
    expect(summarizeModel(parsed.value)).toMatchObject({ total, trainable, problems: [] })
  })
})

describe('the examples of language models', () => {
  it.each(['11-letters', '12-words-tied', '13-byte-pairs'])('%s can be trained', (name) => {
    const file = `examples/${name}.json`
    const parsed = parseExperimentText(readFileSync(file, 'utf8'), file)
    expect(parsed.ok ? 'fine' : parsed.message).toBe('fine')
  })
})
