// Tags typed sentences.
import type { LabelProbability, TagsPrediction } from '#shared/domain/prediction'
import type { LoadedRun } from '../../inference/load-run'
import { releaseMasks } from '../../model/dropout'
import { lengthLimit } from '../../text/encode'
import { splitWords } from './split-words'
import { likeliestTag, tagGroup, type TaggedGroup } from './tag-sentences'
import { WordIds } from './word-ids'

const mostShown = 5

/** A prediction for each text, which is taken for one sentence; a long one goes through the network in pieces. */
export function predictTags(run: LoadedRun, texts: readonly string[]): TagsPrediction[] {
  const predictions = texts.map((text) => tagText(run, text))
  releaseMasks(run.model)
  return predictions
}

function tagText(run: LoadedRun, text: string): TagsPrediction {
  const { experiment, vocabulary } = run
  const words = new WordIds(vocabulary, experiment.text)
  const tokens = splitWords(text, (token) => !words.isUnknown(words.idOf(token)))
  const ids = Int32Array.from(tokens, (token) => words.idOf(token))
  const longest = lengthLimit(experiment.text)
  const tagged: TagsPrediction['tagged'][number][] = []
  for (let from = 0; from < ids.length; from += longest) {
    const piece = ids.subarray(from, from + longest)
    const group = tagGroup(run.model, [piece], null)
    for (const [place, id] of piece.entries())
      tagged.push({
        token: tokens[from + place],
        isUnknown: words.isUnknown(id),
        ...answerAt(group, place, run.labels),
      })
  }
  const unknown = tagged.filter(({ isUnknown }) => isUnknown).length
  return { kind: 'tags', text, tokens: tokens.length, unknown, tagged }
}

/** The tag at a place of a group, and the most probable ones. */
export function answerAt(
  group: Pick<TaggedGroup, 'probabilities' | 'tags'>,
  place: number,
  labels: readonly string[],
): Omit<TagsPrediction['tagged'][number], 'token' | 'isUnknown'> {
  const best = likeliestTag(group, place)
  const all = labels.map((label, tag): LabelProbability => ({
    label,
    probability: group.probabilities[place * group.tags + tag],
  }))
  const probabilities = all
    .toSorted((one, other) => other.probability - one.probability)
    .slice(0, mostShown)
  return { tag: labels[best], probability: all[best].probability, probabilities }
}
