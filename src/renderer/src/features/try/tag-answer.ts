// What a tagger's answer looks like: its tokens, and the bars of the one that is looked at.
import { formatScore } from '#shared/domain/format'
import type { TagsPrediction } from '#shared/domain/prediction'
import type { Bar } from '../../ui/Bars.svelte'

type Tagged = TagsPrediction['tagged'][number]

/** The place of the token that the model is least sure of; -1 where there is none. */
export function leastSure(tagged: readonly Tagged[]): number {
  let place = tagged.length - 1
  for (const [index, { probability }] of tagged.entries())
    if (probability < tagged[place].probability) place = index
  return place
}

/** A bar for each of the most probable tags of a token. */
export function tagBars({ tag, probabilities }: Tagged): readonly Bar[] {
  return probabilities.map(({ label, probability }) => ({
    label,
    share: probability,
    text: formatScore(probability, 2),
    strong: label === tag,
  }))
}

/** "the DET, dog NOUN", of a long text the beginning. */
export function tagsInWords({ tagged }: Pick<TagsPrediction, 'tagged'>, most = 40): string {
  const words = tagged.slice(0, most).map(({ token, tag }) => `${token} ${tag}`)
  const more = tagged.length > most ? ` and ${tagged.length - most} more` : ''
  return `${words.join(', ')}${more}`
}
