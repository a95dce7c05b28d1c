// What the last step says in words: how near the numbers come to the model's own, and where the text's reading began.
import { formatCount, plural } from '#shared/domain/format'
import type { Agreement, Axis } from '#shared/domain/inside/inspection'

/** "Differs from the model's own output by 3.0e-7 at most, in 2 numbers compared." */
export function agreementSentence({ largest, compared }: Agreement): string {
  const numbers = `in ${plural(compared, 'number')} compared`
  return largest === 0
    ? `The same as the model's own output, ${numbers}.`
    : `Differs from the model's own output by ${largest.toExponential(1)} at most, ${numbers}.`
}

/** What was read around the text, padding or a start; null: nothing. */
export function paddingSentence(
  { paddingBefore, paddingAfter, cut }: Axis,
  goesBackwards: boolean,
): string | null {
  const [first, then] = goesBackwards
    ? [paddingAfter, paddingBefore]
    : [paddingBefore, paddingAfter]
  const parts = [
    first > 0 &&
      `The network took ${plural(first, 'step')} before the text; h before the first token is what they left.`,
    then > 0 && `${plural(then, 'more step')} ${then === 1 ? 'follows' : 'follow'} after the text.`,
    cut > 0 && `${formatCount(cut)} tokens beyond the model's length were not read.`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? parts.join(' ') : null
}

/** In the order of reading: where a token stands, and which token stands at a place. Both ways the same. */
export function inReadingOrder(token: number, tokens: number, goesBackwards: boolean): number {
  return goesBackwards ? tokens - 1 - token : token
}

/** "Attention and Dense make the answer from the states:". @param above the layers over the recurrent ones, e.g. "attention, Dense" */
export function answerSentence(above: string): string {
  if (above === '') return 'The answer:'
  const names = above.split(', ')
  const last = names[names.length - 1]
  const all = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
  const begun = all.charAt(0).toUpperCase() + all.slice(1)
  return `${begun} ${names.length === 1 ? 'makes' : 'make'} the answer from the states:`
}
