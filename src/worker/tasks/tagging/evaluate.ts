// Measures a trained tagger on other sentences.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { EvaluationAnswer } from '#shared/protocol/trainer-api'
import type { LoadedRun } from '../../inference/load-run'
import type { LoadControl } from '../../text/control'
import { lengthLimit } from '../../text/encode'
import { listLabels } from '../../text/labels'
import { memoryLimits } from '../../text/memory-limits'
import { shareRead } from '../../text/share-read'
import { throttled } from '../../throttle'
import { evaluateTagBaselines } from './baselines'
import { evaluateSentences } from './evaluate-sentences'
import {
  noneAtAll,
  openSentences,
  readSentences,
  type SentenceSource,
  type TaggedSentence,
} from './read-sentences'
import { partOf, SentenceStore, type Sentences } from './sentences'
import { WordIds } from './word-ids'

const keptLabels = 10

/**
 * Everything that an evaluation tells, and the simplest baseline, on all sentences of `data`. Those with a tag that the
 * model does not know are left out. Fails with the codes of the data, or `stopped`.
 */
export async function evaluateRun(
  run: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const opened = await openSentences(data)
  if (!opened.ok) return opened
  const encoder = new SentenceEncoder(run, opened.value, data)
  try {
    const { name } = opened.value.source.file
    const read = await readSentences(opened.value, data, control, (sentence) =>
      encoder.add(sentence, name),
    )
    if (!read.ok) return read
    const lack = encoder.count === 0 ? noSentences(opened.value, run, encoder) : undefined
    if (lack) return lack
    const measured = await measure(run, encoder.sentences(), control)
    if (!measured.ok) return measured
    const { unknownLabels } = encoder
    return success({ ...measured.value, unknownLabels, skipped: read.value })
  } finally {
    encoder.close()
  }
}

async function measure(
  { model, labels, vocabulary, experiment }: LoadedRun,
  sentences: Sentences,
  control: LoadControl,
): Promise<Result<Pick<EvaluationAnswer, 'evaluation' | 'baselines'>>> {
  const tell = throttled(control.onProgress)
  const total = sentences.count
  const evaluation = await evaluateSentences(
    { model, labels, wordIds: new WordIds(vocabulary, experiment.text), sentences },
    {
      onRows: (done) => tell({ phase: 'validating', done, total, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  return success({ evaluation, baselines: await evaluateTagBaselines(labels, sentences, control) })
}

function noSentences(source: SentenceSource, run: LoadedRun, encoder: SentenceEncoder): Failure {
  const { count, first } = encoder.unknownLabels
  if (count === 0) return noneAtAll(source)
  return failure(
    'data-unusable',
    `No sentence of ${source.source.file.name} has only tags that the model knows (${listLabels(run.labels)}): "${source.columns.label}" holds ${listLabels(first)}; choose another column in data.label, or other data.`,
  )
}

/** Takes sentences in with the vocabulary and the tags of a run. */
class SentenceEncoder {
  readonly #store: SentenceStore
  readonly #tags: ReadonlyMap<string, number>
  readonly #unknown = new Set<string>()
  readonly #words: WordIds
  #leftOut = 0

  constructor(
    private readonly run: LoadedRun,
    { source }: SentenceSource,
    data: DataOptions,
  ) {
    this.#words = new WordIds(run.vocabulary, run.experiment.text)
    this.#tags = new Map(run.labels.map((label, id) => [label, id]))
    this.#store = new SentenceStore(memoryLimits(), () =>
      shareRead(source.meter, this.count, data.maximumRows),
    )
  }

  get count(): number {
    return this.#store.count
  }

  get unknownLabels(): EvaluationAnswer['unknownLabels'] {
    return { count: this.#leftOut, first: [...this.#unknown] }
  }

  add({ tokens, tags }: TaggedSentence, name: string): 'taken' | 'left-out' | Failure {
    const strange = tags.find((tag) => !this.#tags.has(tag))
    if (strange !== undefined) {
      this.#leftOut++
      if (this.#unknown.size < keptLabels) this.#unknown.add(strange)
      return 'left-out'
    }
    const ids = tokens.map((token) => this.#words.idOf(token))
    const classes = tags.map((tag) => this.#tags.get(tag) ?? 0)
    return this.#store.add(ids, classes, tokens, name) ?? 'taken'
  }

  sentences(): Sentences {
    const all = this.#store.finish()
    const { text } = this.run.experiment
    const rows = Int32Array.from({ length: all.count }, (_, row) => row)
    const same = { tokenIds: null, tagIds: null }
    return partOf(all, {
      ...same,
      rows,
      longest: lengthLimit(text),
      truncating: text.truncating,
    })
  }

  close(): void {
    this.#store.close()
  }
}
