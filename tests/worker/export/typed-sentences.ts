// Sentences as people type them, and a tagger's vocabulary that they can be cut by.
import { splitWords } from '../../../src/worker/tasks/tagging/split-words'
import { buildWordVocabulary, WordIds } from '../../../src/worker/tasks/tagging/word-ids'
import { vocabularyToJson } from '../../../src/worker/text/vocabulary'
import { textOptions } from '../text/data-files'

export const sentences = [
  "I don't. It's (a) 15-year-old's; wait... what?!",
  'U.S. "quoted" ---dashes--- o\u2019clock don\u2019t [x]{y} a/b-c and/or 3\u20134\u2014x',
  `  ${'x'.repeat(80)}-${'y'.repeat(3)}\t!!! ?!? …`,
  `${'\u{1d400}'.repeat(29)}-3 ${'\u{1d400}'.repeat(30)}-3`,
  "DON'T Can't 'tis '' ' n't 's it'S rock'n'roll d\u2019Ärger x'\u0345 x'\u24b6 x's1",
  'a\u0085b\u00a0c\ufeffd\u2028e\u001cf 東京。 «Größe» 😀😀! $5 -- <9> <Xx-ing>. <pad> --x-- -',
  '...end...',
  '',
]

const known = [
  ...[
    'do',
    "n't",
    'it',
    "'s",
    '...',
    '-',
    'U.S.',
    'year',
    "o'clock",
    '("',
    ',',
    '/',
    'x',
    '<9>',
    "'",
  ],
  ...["'ärger", '\u2019\u00e4rger', '$', '.', '\u2013', "'roll", "'\u24b6", "x'", "'t"],
]
const rare = Array.from('abcdefghijkl', (letter) => `M${letter}walking`)

/** A tagger's vocabulary as it is exported, and how the lab cuts sentences and reads words by it. */
export function typedWords(lowercase: boolean, wordShapes: boolean) {
  const text = textOptions({ lowercase, wordShapes })
  const read = (word: string): string => (lowercase ? word.toLowerCase() : word)
  const counts = new Map([
    ...known.map((word, index) => [read(word), 100 - index] as const),
    ...rare.map((word) => [read(word), 1] as const),
  ])
  // With shapes it is one itself, and no word.
  if (wordShapes) counts.delete('<9>')
  const vocabulary = buildWordVocabulary([...counts], text)
  const ids = new WordIds(vocabulary, text)
  return {
    vocabulary: vocabularyToJson(vocabulary, text),
    tokensOf: (sentence: string) => splitWords(sentence, (word) => !ids.isUnknown(ids.idOf(word))),
    idOf: (word: string) => ids.idOf(word),
  }
}

/** Small letters, shapes. */
export const readings: readonly (readonly [boolean, boolean])[] = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
]
