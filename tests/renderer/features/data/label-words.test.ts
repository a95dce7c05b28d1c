// The words for a template.
import { expect, it } from 'vitest'
import { templateHint, templateOf } from '../../../../src/renderer/src/features/data/label-words'

it('names the first columns that a template can take', () => {
  expect(templateHint(['title', 'body'])).toBe(
    '{title}, {body}, with anything between. Empty: the text column alone.',
  )
  expect(templateHint(['a', 'b', 'c', 'd', 'e'])).toContain('{d} and so on,')
  expect(templateHint([])).toContain('curly brackets')
})

it('takes nothing but spaces as no template', () => {
  expect(templateOf('  ')).toBeNull()
  expect(templateOf('{a} ')).toBe('{a} ')
})
