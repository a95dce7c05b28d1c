// The fields of how a text is written fit the settings: they read and change them, and each has a sentence when it is wrong.
import { describe, expect, it } from 'vitest'
import {
  lengthFields,
  rareFields,
  writingProblem,
} from '../../../../src/renderer/src/features/try/writing-fields'
import { WritingSettings } from '../../../../src/renderer/src/state/writing-settings.svelte'
import { valueOf } from '../../../../src/renderer/src/ui/form-field'

const fields = [...lengthFields, ...rareFields]

describe('the fields of how a text is written', () => {
  it('show what the settings hold', () => {
    const settings = new WritingSettings()
    const values = fields.map((field) => valueOf(settings, field))
    expect(values).toEqual([400, null, null, 1, null])
  })

  it.each(fields)('have a sentence for a wrong $key', ({ key }) => {
    const settings = new WritingSettings()
    expect(writingProblem(settings.wrong, key)).toBeUndefined()
    Object.assign(settings, { [key]: Number.NaN })
    expect(settings.wrong).toEqual([key])
    expect(writingProblem(settings.wrong, key)).toMatch(/\.$/)
  })
})
