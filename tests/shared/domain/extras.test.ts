// What a task measures beside loss and accuracy, in words.
import { describe, expect, it } from 'vitest'
import { extraNamesOf, extraWords, formatExtra } from '#shared/domain/extras'
import { headlineNameOf } from '#shared/domain/headline'
import { dataSchema, labelKinds } from '#shared/experiment/data'
import { tasks } from '#shared/experiment/schema'
import { textSchema } from '#shared/experiment/text'

describe('extras', () => {
  it.each([
    ['perplexity', 'perplexity'],
    ['valPerplexity', 'validation perplexity'],
    ['valBitsPerCharacter', 'validation bits per character'],
    ['valMicroF1', 'validation micro F1'],
    ['valR2', 'validation R²'],
    ['valChrf', 'validation chrF'],
    ['value', 'value'],
  ])('%s is called "%s"', (name, words) => {
    expect(extraWords(name)).toBe(words)
  })

  it.each([
    ['valPerplexity', 12.3456, '12.346'],
    ['valPerplexity', 23456.7, '23457'],
    ['valExactMatch', 0.985, '99 %'],
    ['valBleu', Number.NaN, 'none'],
  ])('%s %d reads "%s"', (name, value, text) => {
    expect(formatExtra(name, value)).toBe(text)
  })

  it('hold the number that runs are judged by, where that is not the accuracy', () => {
    for (const task of tasks)
      for (const labelKind of labelKinds) {
        const data = { ...dataSchema.parse({}), labelKind }
        const experiment = { task, data, text: textSchema.parse({}) }
        const name = headlineNameOf(experiment)
        if (name !== 'valAccuracy') expect(extraNamesOf(experiment)).toContain(name)
      }
  })
})
