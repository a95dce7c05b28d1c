// Writes text with a trained language model and tells of the tokens as they come.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GeneratedToken, Generation, GenerationRequest } from '#shared/domain/generation'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import type { LoadedRun } from '../inference/load-run'
import type { LoadControl } from '../text/control'
import { NgramIndex, ngramFile } from './ngram-index'
import { promptIds, TextJoiner } from './text-joiner'
import { Writer, type NextToken, type TokenReader } from './writer'

/** At most so often are tokens told. */
const tellingGap = 50
/** A long prompt is read in pieces of so many tokens, between which a stop is heard. */
const pieceLength = 512

type Control = Pick<LoadControl, 'isStopped'>
type Tell = (tokens: readonly GeneratedToken[]) => void

/**
 * What the model writes after the prompt. Stopping is an outcome: what was written so far.
 * Fails where the run is no language model, or its copy index is damaged.
 * @param tell gets each token once, in their order, at most 20 times a second
 * @param reader what it writes with; left out: the model's own layers
 */
export async function generateText(
  run: LoadedRun,
  request: GenerationRequest,
  control: Control,
  tell: Tell,
  reader?: TokenReader,
): Promise<Result<Generation>> {
  const refused = findRefusal(run, request)
  if (refused) return refused
  const index = await readIndex(run.folder)
  if (!index.ok) return index
  const { vocabulary, model } = run
  const { text } = run.experiment
  const writer = new Writer({ model, vocabulary, text, tied: false }, reader)
  try {
    const prompt = promptIds(request.prompt, vocabulary, text)
    await feed(writer, [...prompt, ...request.continuation], control)
    const joiner = new TextJoiner(vocabulary, text, prompt)
    const before = request.continuation.map((id) => joiner.add(id)).join('')
    const writing = await write({ run, request, writer, joiner, control, tell })
    const ids = [...request.continuation, ...writing.tokens.map(({ id }) => id)]
    return success({
      prompt: request.prompt,
      text: before + writing.tokens.map((token) => token.text).join(''),
      copied: index.value?.copiedIn(ids) ?? [],
      searched: index.value?.share ?? 0,
      ...writing,
    })
  } finally {
    writer.dispose()
  }
}

function findRefusal(
  { experiment, vocabulary }: LoadedRun,
  request: GenerationRequest,
): Failure | undefined {
  if (experiment.task !== 'language-model') {
    return failure(
      'data-unusable',
      `This run's task is ${experiment.task}: only a language model writes text. Choose a run of one.`,
    )
  }
  const strange = request.continuation.find((id) => id >= vocabulary.size)
  return strange === undefined
    ? undefined
    : failure(
        'data-unusable',
        `continuation: the id ${strange} is none of the ${vocabulary.size} of this run's vocabulary; go on from a text that this run wrote.`,
      )
}

/** The training text, to look for copies in; null in runs that keep none. */
async function readIndex(folder: string): Promise<Result<NgramIndex | null>> {
  const file = join(folder, ngramFile)
  try {
    return NgramIndex.parse(await readFile(file), file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return success(null)
    const reason = error instanceof Error ? error.message : String(error)
    return failure('run-unreadable', `${file} cannot be read: ${reason}.`)
  }
}

async function feed(writer: Writer, ids: readonly number[], control: Control): Promise<void> {
  for (let from = 0; from < ids.length; from += pieceLength) {
    writer.feed(ids.slice(from, from + pieceLength))
    if (ids.length > pieceLength) await nextTurn()
    if (control.isStopped()) return
  }
}

interface Work {
  readonly run: LoadedRun
  readonly request: GenerationRequest
  readonly writer: Writer
  readonly joiner: TextJoiner
  readonly control: Control
  readonly tell: Tell
}

type Writing = Pick<Generation, 'tokens' | 'endedBy' | 'seconds' | 'millisecondsPerToken'>

async function write(work: Work): Promise<Writing> {
  const { request, writer, control } = work
  const teller = new Teller(work.tell)
  const started = performance.now()
  let endedBy: Generation['endedBy'] | undefined
  let recent = ''
  while (!endedBy) {
    const token = control.isStopped() ? null : nextToken(work)
    if (token) {
      teller.add(token)
      recent = (recent + token.text).slice(-(token.text.length + (request.stop?.length ?? 0)))
      if (request.stop && recent.includes(request.stop)) endedBy = 'stop-text'
      else if (teller.tokens.length >= request.length) endedBy = 'length'
      else writer.feed([token.id])
    } else endedBy = control.isStopped() ? 'stopped' : 'end-token'
    if (teller.tellIfDue()) await nextTurn() // lets a stop in
  }
  teller.tellNew()
  const { tokens } = teller
  const seconds = (performance.now() - started) / 1000
  const millisecondsPerToken = tokens.length === 0 ? 0 : (1000 * seconds) / tokens.length
  return { tokens, endedBy, seconds, millisecondsPerToken }
}

/** Gathers tokens and tells of them now and then. */
class Teller {
  readonly tokens: GeneratedToken[] = []
  readonly #tell: Tell
  #told = 0
  #lastTold = -Infinity

  constructor(tell: Tell) {
    this.#tell = tell
  }

  add(token: GeneratedToken): void {
    this.tokens.push(token)
  }

  /** Whether it was time to. */
  tellIfDue(): boolean {
    const isDue = performance.now() - this.#lastTold >= tellingGap
    if (isDue) this.tellNew()
    return isDue
  }

  tellNew(): void {
    if (this.#told < this.tokens.length) this.#tell(this.tokens.slice(this.#told))
    this.#told = this.tokens.length
    this.#lastTold = performance.now()
  }
}

/** Null where the text ends. */
function nextToken({ run, request, writer, joiner }: Work): GeneratedToken | null {
  const { end } = run.vocabulary
  const next = writer.next(request.sampling)
  if (next.id < 0 || next.id === end) return null
  const alternatives = describeAlternatives(next, request.alternatives, joiner, end)
  const { id, probability } = next
  return { id, text: joiner.add(id), probability, alternatives }
}

function describeAlternatives(
  next: NextToken,
  count: number,
  joiner: TextJoiner,
  end: number | null,
): GeneratedToken['alternatives'] {
  return next.alternatives(count).map(({ id, probability }) => ({
    id,
    text: id === end ? '<end>' : joiner.pieceOf(id),
    probability,
  }))
}
