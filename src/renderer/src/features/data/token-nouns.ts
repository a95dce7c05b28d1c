// What people call a token at each level.
import type { Level } from '#shared/experiment/text'

export const tokenNouns: Readonly<Record<Level, string>> = {
  word: 'word',
  character: 'character',
  bpe: 'token',
}
