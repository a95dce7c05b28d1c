// Taking in a run or a model from elsewhere: what was chosen, what its file does not say, how far it is.
import type { ImportReport } from '#shared/domain/import'
import type { ChosenPath, DesktopApi, ImportLook } from '#shared/protocol/desktop-api'
import type { Failure } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import type { LabClient } from '../lab'
import { dataTitle } from './first-experiment'
import { LongRequest } from './long-request.svelte'

export interface ImportOptions {
  readonly client: Pick<LabClient, 'importRun' | 'stop'>
  readonly desktop: DesktopApi
  onImported(report: ImportReport): void
}

/** What a person chose to import, and what it looks like. */
export interface ImportSource extends ChosenPath {
  readonly look: ImportLook | null
}

export class ImportState {
  /** What the dialog asks for: what to import, or what the model's file does not say; null while it is closed. */
  stage: 'choose' | 'describe' | null = $state(null)
  source: ImportSource | null = $state.raw(null)
  name: string = $state('')
  vocabulary: ChosenPath | null = $state.raw(null)
  /** As typed: one on each line, or parted by commas. */
  labels: string = $state('')

  readonly #options: ImportOptions
  readonly #request: LongRequest<ImportReport>

  readonly isUnderWay: boolean = $derived.by(() => this.#request.isUnderWay)

  constructor(options: ImportOptions) {
    this.#options = options
    this.#request = new LongRequest(options.client)
  }

  get progress(): Progress | null {
    return this.#request.progress
  }

  get failure(): Failure | null {
    const { failure } = this.#request
    return failure?.code === 'stopped' ? null : failure
  }

  /** Opens the dialog. */
  open(): void {
    if (this.stage !== null) return
    this.#request.reset()
    this.stage = 'choose'
  }

  /** Closes the dialog; what is under way ends, and nothing of it is kept. */
  close(): void {
    this.#request.reset()
    this.stage = null
    this.source = null
  }

  /** Ends what is under way and asks anew. */
  stop(): void {
    this.#request.stop()
  }

  async chooseFile(): Promise<void> {
    await this.take(await this.#options.desktop.chooseImportFile())
  }

  async chooseFolder(): Promise<void> {
    await this.take(await this.#options.desktop.chooseImportFolder())
  }

  async chooseVocabulary(): Promise<void> {
    this.vocabulary = (await this.#options.desktop.chooseVocabularyFile()) ?? this.vocabulary
  }

  /** Back to what is to be imported. */
  chooseAnother(): void {
    this.#request.reset()
    this.stage = 'choose'
    this.source = null
  }

  /** Takes what a person chose or dropped: at once when it says all of itself, else once the rest has been asked. */
  async take(chosen: ChosenPath | null): Promise<void> {
    if (chosen === null || this.isUnderWay) return
    const look = await this.#options.desktop.lookAtImport(chosen.path)
    this.#request.reset()
    this.source = { ...chosen, look }
    this.name = ''
    this.vocabulary = null
    this.labels = ''
    if (look !== 'bare-model') {
      this.stage = 'choose'
      return this.start()
    }
    this.name = nameOf(chosen)
    this.stage = 'describe'
  }

  /** Imports what was chosen with what was said of it. */
  async start(): Promise<void> {
    const { source } = this
    if (!source || this.isUnderWay) return
    const options = {
      name: this.name.trim().slice(0, 200) || null,
      vocabulary: this.vocabulary?.path ?? null,
      labels: parseLabels(this.labels),
    }
    await this.#request.start((requestId) =>
      this.#options.client.importRun(source.path, { requestId, ...options }),
    )
    const { answer, failure } = this.#request
    if (!answer || failure || this.isUnderWay || this.source !== source) return
    this.close()
    this.#options.onImported(answer)
  }

  /** Takes the engine's word on how far the import is. */
  takeProgress(id: string, progress: Progress): void {
    this.#request.take(id, progress)
  }
}

/** Labels as they were typed: one on each line, or parted by commas in a single line; null when there is none. */
export function parseLabels(text: string): readonly string[] | null {
  const lines = text.trim().split(/\r?\n/)
  const labels = (lines.length > 1 ? lines : text.split(',')).map((label) => label.trim())
  const named = labels.filter((label) => label !== '')
  return named.length === 0 ? null : named
}

/** "imdb-lstm.keras" -> "Imdb lstm"; a model.json has its folder's name. */
function nameOf({ path, name, isFolder }: ChosenPath): string {
  const isPlain = !isFolder && /^model\./i.test(name)
  const folder = path.split(/[\\/]/).at(-2)
  const title = isPlain && folder ? folder : name.replace(/\.(keras|h5|hdf5|json)$/i, '')
  return dataTitle(title)
}
