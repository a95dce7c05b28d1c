// Tagged sentences that are read and encoded, and the networks that learn from them.
import type { Baseline } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { Probe } from '#shared/domain/inside/timeline'
import { findTagProblem } from '#shared/domain/output-check/tagging'
import type { TextView } from '#shared/domain/text-view'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Problem, type Result } from '#shared/protocol/result'
import type { LoadControl } from '../../text/control'
import { lengthLimit } from '../../text/encode'
import { vocabularyToJson } from '../../text/vocabulary'
import type { Fingerprint } from '../../training/checkpoint/fingerprint'
import { classWeightsOf } from '../classification/class-weights'
import type { Learner, TaskData, ValidationExample } from '../task'
import { computeTagBaselines } from './baselines'
import { findInSentences } from './findings'
import { fingerprintOf } from './fingerprint'
import { TaggingLearner } from './learner'
import type { TaggedDataset } from './load'
import { sentenceProbes } from './probes'
import { viewSentence } from './view'

export class TaggingData implements TaskData {
  constructor(private readonly dataset: TaggedDataset) {}

  get report(): TaskData['report'] {
    return this.dataset.report
  }

  get training(): number {
    return this.dataset.training.count
  }

  get validation(): number {
    return this.dataset.validation.count
  }

  get longest(): number {
    return Math.min(lengthLimit(this.dataset.text), this.report.length.maximum)
  }

  get files(): TaskData['files'] {
    const { labels, vocabulary, text } = this.dataset
    return [
      ['vocabulary.json', vocabularyToJson(vocabulary, text)],
      ['labels.json', { format: 'unroll-labels/1', labels }],
    ]
  }

  fingerprint(): Fingerprint {
    return fingerprintOf(this.dataset)
  }

  findProblem(experiment: Experiment): Problem | undefined {
    return findTagProblem(experiment, this.dataset.labels.length)
  }

  baselines(control: LoadControl): Promise<readonly Baseline[]> {
    const { labels, training, validation, wordIds } = this.dataset
    const isUnknown = (id: number): boolean => wordIds.isUnknown(id)
    return computeTagBaselines({ labels, training, validation, isUnknown }, control)
  }

  findings(): Promise<readonly Finding[]> {
    return Promise.resolve(findInSentences(this.dataset))
  }

  view(row: number): Promise<TextView | null> {
    return Promise.resolve(viewSentence(this.dataset, row))
  }

  probes(count: number): readonly Probe[] {
    return sentenceProbes(this.dataset, count)
  }

  validationExample(index: number): ValidationExample {
    const { ids, tags } = this.dataset.validation.read(index)
    const answer = { kind: 'class', id: tags[tags.length - 1] } as const
    return { ids, paddingBefore: 0, paddingAfter: 0, targetIds: null, answer }
  }

  /** Fails with `experiment-invalid` for class weights that name other tags. */
  createLearner(experiment: Experiment): Result<Learner> {
    const { dataset } = this
    const { classWeight } = experiment.training
    const counts = classWeight === null ? [] : countTags(dataset)
    const weights = classWeightsOf(classWeight, dataset.labels, counts)
    if (!weights.ok) return weights
    return success(new TaggingLearner(dataset, experiment, weights.value))
  }

  close(): void {
    this.dataset.close()
  }
}

/** Training tokens of each tag. */
function countTags({ labels, training }: TaggedDataset): number[] {
  const counts = new Array<number>(labels.length).fill(0)
  for (let sentence = 0; sentence < training.count; sentence++)
    for (const tag of training.read(sentence).tags) counts[tag]++
  return counts
}
