// A classification dataset that is read and encoded, and the networks that learn from it.
import { createHash } from 'node:crypto'
import type { Baseline } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { Probe } from '#shared/domain/inside/timeline'
import { findClassProblem } from '#shared/domain/output-check/classification'
import type { TextView } from '#shared/domain/text-view'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Problem, type Result } from '#shared/protocol/result'
import { computeBaselines } from '../../baselines/baselines'
import { findFindings } from '../../doctor/find-findings'
import { viewRow } from '../../doctor/text-view'
import type { LoadControl } from '../../text/control'
import { fillBatch } from '../../text/batches'
import { lengthLimit } from '../../text/encode'
import type { EncodedDataset } from '../../text/encoded'
import { numbersOf } from '../../text/targets'
import { vocabularyToJson } from '../../text/vocabulary'
import { fingerprintOf, type Fingerprint } from '../../training/checkpoint/fingerprint'
import type { Learner, LoadRequest, TaskData, ValidationExample } from '../task'
import { classWeightsOf } from './class-weights'
import { ClassificationLearner } from './learner'
import { createObjective } from './objective'
import { rowProbes } from './probes'

export class ClassificationData implements TaskData {
  constructor(
    private readonly dataset: EncodedDataset,
    private readonly request: LoadRequest,
  ) {}

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
    const { text } = this.request
    const longest = Math.min(lengthLimit(text), this.report.length.maximum + 1)
    return text.sequenceLength ?? longest
  }

  get files(): TaskData['files'] {
    const { labels, vocabulary, targets } = this.dataset
    const scale = targets.kind === 'number' ? { scale: targets.scale } : {}
    return [
      ['vocabulary.json', vocabularyToJson(vocabulary, this.request.text)],
      ['labels.json', { format: 'unroll-labels/1', labels, ...scale }],
    ]
  }

  fingerprint(): Fingerprint {
    const fingerprint = fingerprintOf(this.dataset)
    const { targets } = this.dataset
    if (targets.kind !== 'labels') return fingerprint
    // The rows hold the numbers of combinations only.
    const sets = JSON.stringify(targets.sets.map((set) => [...set]))
    const hash = createHash('sha256').update(fingerprint.hash).update(sets).digest('hex')
    return { ...fingerprint, hash }
  }

  findProblem(experiment: Experiment): Problem | undefined {
    return findClassProblem(experiment, this.dataset.labels.length)
  }

  baselines(control: LoadControl): Promise<readonly Baseline[]> {
    return computeBaselines(this.dataset, control)
  }

  findings(control: LoadControl): Promise<readonly Finding[]> {
    return findFindings({ ...this.dataset, request: this.request }, control)
  }

  view(row: number): Promise<TextView | null> {
    return viewRow(this.request, this.dataset.vocabulary, row)
  }

  probes(count: number): readonly Probe[] {
    return rowProbes(this.dataset, this.request.data, count)
  }

  validationExample(index: number): ValidationExample {
    const { validation } = this.dataset
    const { text } = this.request
    const { ids, labels } = fillBatch(validation, Int32Array.of(index), 0, 1, text)
    const padding = ids.length - (validation.offsets[index + 1] - validation.offsets[index])
    const isBefore = text.padding === 'pre'
    return {
      ids,
      paddingBefore: isBefore ? padding : 0,
      paddingAfter: isBefore ? 0 : padding,
      targetIds: null,
      answer: this.#answerOf(labels),
    }
  }

  /** Fails with `experiment-invalid` for class weights that name other labels. */
  createLearner(experiment: Experiment): Result<Learner> {
    const { dataset } = this
    const { labels, targets } = dataset
    const classWeights =
      targets.kind === 'class'
        ? classWeightsOf(experiment.training.classWeight, labels, this.#countClasses())
        : success(null)
    if (!classWeights.ok) return classWeights
    const input = { experiment, labels, targets, classWeights: classWeights.value }
    return success(new ClassificationLearner(dataset, experiment, createObjective(input)))
  }

  close(): void {
    this.dataset.close?.()
  }

  /** @param labels of one row */
  #answerOf(labels: Int32Array): ValidationExample['answer'] {
    const { targets } = this.dataset
    switch (targets.kind) {
      case 'class':
        return { kind: 'class', id: labels[0] }
      case 'labels':
        return { kind: 'labels', ids: targets.sets[labels[0]] }
      case 'number': {
        const { mean, deviation } = targets.scale
        return { kind: 'number', value: (numbersOf(labels)[0] - mean) / deviation }
      }
    }
  }

  /** Training rows of each class. */
  #countClasses(): number[] {
    const { labels, training } = this.dataset
    const counts = new Array<number>(labels.length).fill(0)
    for (const label of training.labels) counts[label]++
    return counts
  }
}
