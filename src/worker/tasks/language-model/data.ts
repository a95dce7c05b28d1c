// A language model's text that is read and encoded, and the networks that learn from it.
import { createHash } from 'node:crypto'
import type { Baseline } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { Probe } from '#shared/domain/inside/timeline'
import type { TextView } from '#shared/domain/text-view'
import type { Experiment } from '#shared/experiment/schema'
import { windowLengthOf } from '#shared/experiment/text'
import { success, type Problem, type Result } from '#shared/protocol/result'
import { buildNgramIndex, ngramFile } from '../../generation/ngram-index'
import type { LoadControl } from '../../text/control'
import { bytesOf } from '../../text/storage/integers'
import { vocabularyToJson } from '../../text/vocabulary'
import type { Fingerprint } from '../../training/checkpoint/fingerprint'
import type { Learner, LoadRequest, TaskData, ValidationExample } from '../task'
import { computeBaselines } from './baselines'
import { findFindings } from './findings'
import { LanguageModelLearner } from './learner'
import type { Streams } from './load-streams'
import { streamProbes } from './probes'
import type { TokenStream } from './token-stream'
import { viewDocument } from './view'
import { fillWindows, windowAt, windowCount } from './windows'

export class LanguageModelData implements TaskData {
  constructor(
    private readonly streams: Streams,
    private readonly request: LoadRequest,
  ) {}

  get report(): TaskData['report'] {
    return this.streams.report
  }

  get training(): number {
    return windowCount(this.streams.training, this.longest)
  }

  get validation(): number {
    return windowCount(this.streams.validation, this.longest)
  }

  get longest(): number {
    return windowLengthOf(this.request.text)
  }

  get files(): TaskData['files'] {
    const { training, vocabulary } = this.streams
    return [
      ['vocabulary.json', vocabularyToJson(vocabulary, this.request.text)],
      [ngramFile, buildNgramIndex(training.ids)],
    ]
  }

  fingerprint(): Fingerprint {
    const { training, validation, vocabulary, report } = this.streams
    const hash = createHash('sha256')
    hash.update(JSON.stringify(vocabulary.tokens))
    for (const { ids } of [training, validation]) {
      hash.update(`${ids.length}\n`)
      for (const piece of piecesOf(ids)) hash.update(bytesOf(piece))
    }
    return {
      rows: report.rows,
      labels: [],
      vocabularySize: vocabulary.size,
      hash: hash.digest('hex'),
    }
  }

  findProblem(): Problem | undefined {
    return undefined
  }

  baselines(control: LoadControl): Promise<readonly Baseline[]> {
    return computeBaselines(this.streams, control)
  }

  findings(): Promise<readonly Finding[]> {
    return Promise.resolve(findFindings(this.report, this.request.text))
  }

  view(row: number): Promise<TextView | null> {
    return viewDocument(this.request, this.streams.vocabulary, row)
  }

  probes(count: number): readonly Probe[] {
    const { validation, vocabulary } = this.streams
    return streamProbes(validation, vocabulary, this.request.text, count)
  }

  /** A window, up to its last place whose next token is asked for. */
  validationExample(index: number): ValidationExample {
    const { validation } = this.streams
    const { ids, targets, weights } = fillWindows(
      validation,
      [windowAt(validation, this.longest, index)],
      this.longest,
    )
    const last = weights ? Math.max(0, weights.lastIndexOf(1)) : ids.length - 1
    const answer = { kind: 'class', id: targets[last] } as const
    const read = ids.subarray(0, last + 1)
    return { ids: read, paddingBefore: 0, paddingAfter: 0, targetIds: null, answer }
  }

  createLearner(experiment: Experiment): Result<Learner> {
    return success(new LanguageModelLearner(this.streams, experiment))
  }

  close(): void {
    this.streams.close()
  }
}

const pieceSize = 64 * 1024

function* piecesOf(ids: TokenStream['ids']): Generator<Int32Array> {
  for (let from = 0; from < ids.length; from += pieceSize)
    yield ids.subarray(from, Math.min(from + pieceSize, ids.length))
}
