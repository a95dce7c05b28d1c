// Measures a language model on other texts.
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import { windowLengthOf } from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import type { EvaluationAnswer } from '#shared/protocol/trainer-api'
import type { DatasetReport } from '#shared/domain/dataset'
import type { LoadedRun } from '../../inference/load-run'
import type { LoadControl } from '../../text/control'
import { memoryLimits, type MemoryLimits } from '../../text/memory-limits'
import { openDocuments } from '../../text/readers/documents'
import { shareRead } from '../../text/share-read'
import { RowStore } from '../../text/storage/row-store'
import { createTokenizer } from '../../text/tokenizer'
import type { Vocabulary } from '../../text/vocabulary'
import { throttled } from '../../throttle'
import { evaluateBaselines } from './baselines'
import { countCharacters } from './collect-documents'
import { measureStream } from './measure-stream'
import { readDocuments } from './read-documents'
import { endId, startId, type TokenStream } from './token-stream'
import { windowCount } from './windows'

/**
 * Loss, perplexity and bits per character on all of `data`, and the simplest baselines.
 * Fails with the codes of the data, or `stopped`.
 */
export async function evaluateRun(
  run: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const loaded = await loadStream(data, run.experiment.text, run.vocabulary, control)
  if (!loaded.ok) return loaded
  try {
    return await evaluateLoaded(run, loaded.value, control)
  } finally {
    loaded.value.close()
  }
}

async function evaluateLoaded(
  { model, experiment, vocabulary }: LoadedRun,
  { stream, skipped }: LoadedStream,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const { batchSize, stateful } = experiment.training
  const length = windowLengthOf(experiment.text)
  const total = windowCount(stream, length)
  const tell = throttled(control.onProgress)
  const evaluation = await measureStream(
    { model, tied: false, stream, length, batchSize, stateful },
    {
      onRows: (done) => tell({ phase: 'validating', done, total, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  const baselines = await evaluateBaselines(stream, vocabulary, control)
  return success({ evaluation, baselines, unknownLabels: { count: 0, first: [] }, skipped })
}

interface LoadedStream {
  readonly stream: TokenStream
  readonly skipped: DatasetReport['skipped']
  /** Gives temporary files back, after which nothing can be read. */
  close(): void
}

/** All documents with the vocabulary of a model. */
async function loadStream(
  data: DataOptions,
  text: TextOptions,
  vocabulary: Vocabulary,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<LoadedStream>> {
  const opened = await openDocuments(data)
  if (!opened.ok) return opened
  const documents = opened.value
  let count = 0
  const store = new RowStore(limits, () => shareRead(documents.progress(), count, data.maximumRows))
  const close = (): void => store.scratch?.close()
  const tokenize = createTokenizer(text, vocabulary.merges)
  let characters = 0
  let isFirst = true
  const skipped = await readDocuments(documents, data.maximumRows, control, (piece) => {
    if (isFirst) store.push(startId)
    for (const token of tokenize(piece.text)) store.push(vocabulary.idOf(token))
    if (piece.isLast) {
      store.push(endId)
      count++
    }
    isFirst = piece.isLast
    characters += countCharacters(piece.text)
    return store.endRow('', documents.name)
  })
  if (!skipped.ok) {
    close()
    return skipped
  }
  const ids = store.ids()
  // Every <start> but the first stands where something could have been foretold.
  return success({
    stream: { ids, targets: ids.length - count, characters },
    skipped: skipped.value,
    close,
  })
}
