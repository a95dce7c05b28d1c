// Makes an experiment of a file's model: its layers, what it answers, and how texts become its ids.
import type { ImportOptions } from '#shared/domain/import'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf } from '#shared/experiment/text'
import { success, type Result } from '#shared/protocol/result'
import type { VocabularyJson } from '../text/vocabulary'
import { newExperiment, ownExperiment } from './experiment-of'
import { unreadable } from './limits'
import type { Remarks } from './objections'
import { findOtherLayer } from './same-layers'
import type { Siblings } from './siblings'
import { answerOf, type Answer } from './task-of'
import { idsOf, type ReadNetwork } from './topology/read-network'
import type { IdMap } from './words/id-map'
import { findVocabulary, wordsOf } from './words/model-words'
import { labelsFor, parseLabels, type LabelsJson } from './words/read-labels'
import type { FileVocabulary } from './words/read-tokens'
import { targetWords } from './words/target-words'

/** What the run folder is to hold beside the model. */
export interface Plan {
  readonly experiment: Experiment
  readonly vocabulary: VocabularyJson
  readonly targetVocabulary: VocabularyJson | null
  readonly labels: LabelsJson | null
  /** How the file's ids become the lab's. */
  readonly map: IdMap
}

export interface FoundModel {
  /** As sentences name it. */
  readonly file: string
  /** For a run that nobody named. */
  readonly name: string
  readonly network: ReadNetwork
  readonly siblings: Siblings
  /** What it was compiled with; null where the file does not say. */
  readonly loss: string | null
}

type Given = Pick<ImportOptions, 'name' | 'vocabulary' | 'labels'>

/** Fails with `model-refused` where the lab has no task that such a model fits, or where what lies beside it or was given does not. */
export async function planRun(
  found: FoundModel,
  given: Given,
  remarks: Remarks,
): Promise<Result<Plan>> {
  const { network, siblings, file } = found
  const beside = siblings.experiment
  const other = beside && findOtherLayer(beside, network)
  if (other !== null)
    return unreadable(
      file,
      `the experiment.json beside it is of another model (${other}); put the model into a folder of its own`,
    )
  const [ids] = idsOf(network)
  const vocabulary = await findVocabulary(given.vocabulary, siblings.vocabulary, ids, remarks)
  if (!vocabulary.ok) return vocabulary
  const answer = answerFor(found, given, vocabulary.value)
  const isFixed = network.kind === 'chain' && network.inputLength !== null
  const read = { task: answer.task, ids, found: vocabulary.value, experiment: beside, isFixed }
  const words = wordsOf(read, remarks)
  if (!words.ok) return words
  const target = targetFor(found)
  if (!target.ok) return target
  const parts = { file, network, answer, words: words.value, target: target.value }
  const experiment = beside
    ? success(ownExperiment(beside, given.name))
    : newExperiment({ ...parts, name: given.name ?? found.name }, remarks)
  if (!experiment.ok) return experiment
  const labels = labelsOf(found, experiment.value, given.labels, remarks)
  if (!labels.ok) return labels
  const { text } = experiment.value
  return success({
    experiment: experiment.value,
    vocabulary: { ...words.value.vocabulary, text },
    targetVocabulary: target.value && { ...target.value, text: targetTextOf(text) },
    labels: labels.value,
    map: words.value.map,
  })
}

function answerFor(
  { siblings: { experiment }, network, loss }: FoundModel,
  { labels }: Given,
  vocabulary: FileVocabulary | null,
): Answer {
  if (experiment) {
    const { task, data, training } = experiment
    return { task, labelKind: data.labelKind, loss: training.loss }
  }
  const purpose = vocabulary?.kind === 'lab' ? vocabulary.vocabulary.purpose : null
  return answerOf(network, { loss, hasLabels: labels !== null, purpose })
}

/** Null for a model that is no encoder-decoder. */
function targetFor({ network, siblings }: FoundModel): Result<VocabularyJson | null> {
  if (network.kind === 'chain') return success(null)
  const { experiment, targetVocabulary } = siblings
  const text = experiment && targetTextOf(experiment.text)
  return targetWords(targetVocabulary, idsOf(network)[1], text)
}

/** Null for tasks that have none. */
function labelsOf(
  { siblings }: FoundModel,
  { task, data, model }: Experiment,
  given: readonly string[] | null,
  remarks: Remarks,
): Result<LabelsJson | null> {
  if (task === 'language-model' || task === 'seq2seq') return success(null)
  const { labels } = siblings
  const beside = labels && given === null ? parseLabels(labels.content, labels.file) : success(null)
  if (!beside.ok) return beside
  const last = model.layers[model.layers.length - 1]
  const dense = last.type === 'TimeDistributed' ? last.layer : last
  const units = dense.type === 'Dense' ? dense.units : 0
  const sources = { given, beside: beside.value }
  if (task === 'tagging') return labelsFor(sources, units, 'tag', remarks)
  const { labelKind } = data
  if (labelKind === 'number') return labelsFor(sources, 0, labelKind, remarks)
  return labelsFor(sources, units === 1 ? 2 : units, labelKind, remarks)
}
