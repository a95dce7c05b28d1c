import { describe, expect, it } from 'vitest'
import { asSentence, problemSentence } from '../../../src/renderer/src/state/problem-words'

describe('a problem as a sentence', () => {
  it.each([
    [
      'text.vocabularySize',
      'got 2; must be at least 4.',
      'Vocabulary size: got 2; must be at least 4.',
    ],
    ['training.epochs', 'Type a number.', 'Epochs: type a number.'],
    ['model.layers.1.units', 'Type a number.', 'Layer 2, units: type a number.'],
    [
      'model.layers.0',
      'Layer 1 (LSTM): the first layer ...',
      'Layer 1 (LSTM): the first layer ...',
    ],
    ['data.path', 'a.csv is empty.', 'a.csv is empty.'],
    ['', 'something.', 'Something.'],
  ])('%s: %s', (path, message, sentence) =>
    expect(problemSentence({ path, message })).toBe(sentence),
  )

  it('begins with a capital', () => expect(asSentence('got 2.')).toBe('Got 2.'))
})
