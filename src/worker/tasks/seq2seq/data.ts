// Pairs that are read and encoded, and the networks that learn from them.
import type { Baseline } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { Probe } from '#shared/domain/inside/timeline'
import type { TextView } from '#shared/domain/text-view'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Problem, type Result } from '#shared/protocol/result'
import { vocabularyToJson } from '../../text/vocabulary'
import type { LoadControl } from '../../text/control'
import type { Fingerprint } from '../../training/checkpoint/fingerprint'
import type { Learner, TaskData, ValidationExample } from '../task'
import { copyBaseline } from './baselines'
import { pairBatch } from './batches'
import type { PairDataset } from './data/load-pairs'
import { findInPairs } from './findings'
import { fingerprintOf } from './fingerprint'
import { PairLearner } from './learner'
import { pairProbes } from './probes'
import { viewPair } from './view'

export class PairData implements TaskData {
  constructor(private readonly dataset: PairDataset) {}

  get report(): TaskData['report'] {
    return this.dataset.report
  }

  get training(): number {
    return this.dataset.training.length
  }

  get validation(): number {
    return this.dataset.validation.length
  }

  get longest(): number {
    const { source, target } = this.dataset
    return Math.max(source.sequences.longest, target.sequences.longest)
  }

  get files(): TaskData['files'] {
    const { source, target } = this.dataset
    return [
      ['vocabulary.json', vocabularyToJson(source.vocabulary, source.text)],
      ['target-vocabulary.json', vocabularyToJson(target.vocabulary, target.text)],
    ]
  }

  fingerprint(): Fingerprint {
    return fingerprintOf(this.dataset)
  }

  findProblem(): Problem | undefined {
    return undefined
  }

  baselines(): Promise<readonly Baseline[]> {
    return Promise.resolve([copyBaseline(this.dataset, this.dataset.validation)])
  }

  findings(control: LoadControl): Promise<readonly Finding[]> {
    return findInPairs(this.dataset, control)
  }

  view(row: number): Promise<TextView | null> {
    return Promise.resolve(viewPair(this.dataset, row))
  }

  probes(count: number): readonly Probe[] {
    return pairProbes(this.dataset, count)
  }

  validationExample(index: number): ValidationExample {
    const { source, target, validation } = this.dataset
    const sides = { source: source.sequences, target: target.sequences }
    const row = validation.subarray(index, index + 1)
    const batch = pairBatch(sides, row, source.text, target.vocabulary.start ?? 0)
    const answer = { kind: 'class', id: batch.output[batch.targetLength - 1] } as const
    return { ids: batch.source, paddingBefore: 0, paddingAfter: 0, targetIds: batch.input, answer }
  }

  createLearner(experiment: Experiment): Result<Learner> {
    return success(new PairLearner(this.dataset, experiment))
  }

  close(): void {
    this.dataset.close()
  }
}
