// Gradient norms by distance: from the last step that the loss knows, against the way that the layer reads.
import { expect, it } from 'vitest'
import { byDistance } from '#shared/domain/inside/inspection'

const cases: [string, boolean, readonly number[], readonly number[]][] = [
  ['at the end of the text', false, [1, 2, 4], [4, 2, 1]],
  ['at an output before the end', false, [1, 2, 4, 0, 0], [4, 2, 1]],
  ['at the first token, where a layer that reads backwards ends', true, [4, 2, 1], [4, 2, 1]],
  ['at the output, of a layer that reads backwards', true, [0, 4, 2, 1], [4, 2, 1]],
  ['nowhere, where the loss does not know the layer', true, [0, 0], [0, 0]],
]
it.each(cases)('begins %s', (_name, goesBackwards, norms, expected) => {
  expect(byDistance({ goesBackwards, gradientNorms: Float32Array.from(norms) })).toEqual(expected)
})
