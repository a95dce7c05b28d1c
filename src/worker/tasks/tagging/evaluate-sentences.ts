// Measures a tagger on sentences: token by token, entity by entity, and some sentences to look at.
import type { LayersModel } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { areEntityTags, EntityCounter } from '#shared/domain/entities'
import type { TaggedToken, TaggingEvaluation } from '#shared/domain/evaluation'
import { accuracyOf, classMetrics, macroF1 } from '#shared/domain/metrics'
import { releaseMasks } from '../../model/dropout'
import type { EvaluateControl } from '../task'
import { groupsOfLength } from './sentence-order'
import type { Sentences } from './sentences'
import { SentenceSamples } from './sentence-samples'
import { likeliestTag, tagGroup, type TaggedGroup } from './tag-sentences'
import type { WordIds } from './word-ids'

export interface TaggingInput {
  readonly model: LayersModel
  readonly labels: readonly string[]
  readonly wordIds: WordIds
  readonly sentences: Sentences
}

/** Tokens that go through the network at once. */
const tokensAtOnce = 4096

/** Everything an evaluation tells, with turns of the event loop between; null when stopped. */
export async function evaluateSentences(
  input: TaggingInput,
  control: EvaluateControl,
): Promise<TaggingEvaluation | null> {
  const started = performance.now()
  const counting = new Counting(input)
  let done = 0
  for (const group of groupsOfLength(input.sentences, tokensAtOnce)) {
    const most = Math.max(1, Math.floor(tokensAtOnce / input.sentences.lengthOf(group[0])))
    for (let from = 0; from < group.length; from += most) {
      if (control.isStopped()) return null
      const some = group.subarray(from, from + most)
      counting.add(some)
      control.onRows((done += some.length))
      await nextTurn()
    }
  }
  releaseMasks(input.model)
  return counting.finish((performance.now() - started) / 1000)
}

class Counting {
  readonly #confusion: number[][]
  readonly #entities: EntityCounter | null
  readonly #samples: SentenceSamples
  #lossSum = 0
  #tokens = 0

  constructor(private readonly input: TaggingInput) {
    const { labels } = input
    this.#confusion = labels.map(() => new Array<number>(labels.length).fill(0))
    this.#entities = areEntityTags(labels) ? new EntityCounter() : null
    this.#samples = new SentenceSamples()
  }

  /** Sentences of one length. */
  add(group: Int32Array): void {
    const { sentences, model } = this.input
    const read = Array.from(group, (sentence) => sentences.read(sentence))
    const tagged = tagGroup(
      model,
      read.map(({ ids }) => ids),
      read.map(({ tags }) => tags),
    )
    for (const [index, sentence] of group.entries())
      this.#count(sentence, read[index], tagged, index)
  }

  #count(
    sentence: number,
    { ids, tags }: ReturnType<Sentences['read']>,
    group: TaggedGroup,
    index: number,
  ): void {
    const { labels } = this.input
    const start = index * tags.length
    const predicted = tags.map((_, place) => likeliestTag(group, start + place))
    for (const [place, tag] of tags.entries()) {
      this.#confusion[tag][predicted[place]]++
      this.#lossSum += group.losses[start + place]
    }
    this.#tokens += tags.length
    const named = (some: Int32Array): string[] => Array.from(some, (tag) => labels[tag])
    this.#entities?.add(named(tags), named(predicted))
    const isRight = tags.every((tag, place) => tag === predicted[place])
    this.#samples.add(sentence, isRight, () => {
      const words = this.input.sentences.wordsOf(sentence)
      return Array.from(words.slice(0, tags.length), (token, place): TaggedToken => ({
        token,
        actual: labels[tags[place]],
        predicted: labels[predicted[place]],
        probability: group.probabilities[(start + place) * group.tags + predicted[place]],
        isUnknown: this.input.wordIds.isUnknown(ids[place]),
      }))
    })
  }

  finish(seconds: number): TaggingEvaluation {
    const { labels, sentences } = this.input
    const classes = classMetrics(this.#confusion, labels)
    return {
      kind: 'tagging',
      loss: this.#tokens === 0 ? 0 : this.#lossSum / this.#tokens,
      accuracy: accuracyOf(this.#confusion),
      rows: sentences.count,
      seconds,
      tokens: this.#tokens,
      labels: [...labels],
      confusion: this.#confusion,
      classes,
      // A tag that no sentence here has cannot be found, so it says nothing.
      macroF1: macroF1(classes.filter(({ support }) => support > 0)),
      entities: this.#entities?.scores() ?? null,
      sentences: this.#samples.sentences(),
    }
  }
}
