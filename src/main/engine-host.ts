// Keeps the engine process alive and hands the page its end of a channel to it.
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron'
import type { LabLostMessage, LabPortMessage } from '#shared/protocol/desktop-api'
import { pageMessages } from '#shared/protocol/desktop-channels'
import type { EngineMessage, EngineReport } from '#shared/protocol/engine-messages'
import { deathsTooMany, RestartPolicy } from './restart-policy'

/** The part of a page that the engine host speaks to. */
export type Page = Pick<WebContents, 'postMessage' | 'send' | 'isDestroyed'>

export interface EngineHostOptions {
  readonly file: string
  readonly env: NodeJS.ProcessEnv
  /** The paths to grant to an engine that was started again. */
  readonly granted: () => readonly string[]
  /** What the engine tells of itself, until it is asked to finish. */
  readonly onReport: (report: EngineReport) => void
  /** It died, and what trained with it. */
  readonly onLost: () => void
}

const shutdownMs = 30_000

export class EngineHost {
  readonly #options: EngineHostOptions
  readonly #policy = new RestartPolicy()
  #engine: UtilityProcess | null = null
  #page: Page | null = null
  /** Why the next port comes, null the first time. */
  #reason: string | null = null
  #gaveUp: string | null = null
  #ending = false

  constructor(options: EngineHostOptions) {
    this.#options = options
  }

  /** Starts the engine; from then on it is started again whenever it dies, unless it dies too often. */
  start(): void {
    if (this.#ending || this.#engine) return
    const engine = utilityProcess.fork(this.#options.file, [], {
      env: this.#options.env,
      stdio: 'pipe',
      serviceName: 'Unroll engine',
      // libtensorflow is not signed by us.
      allowLoadingUnsignedLibraries: process.platform === 'darwin',
    })
    engine.stdout?.pipe(process.stderr, { end: false })
    engine.stderr?.pipe(process.stderr, { end: false })
    engine.once('spawn', () => this.#spawned(engine))
    engine.once('exit', (code) => this.#exited(code))
    // Only engine/index.ts writes to this channel, and it writes reports.
    engine.on('message', (report: EngineReport) => {
      if (!this.#ending) this.#options.onReport(report)
    })
    this.#engine = engine
  }

  /** Gives a page that has just loaded its way to the engine, now or as soon as there is one. */
  connect(page: Page): void {
    this.#page = page
    if (this.#gaveUp) this.#tellLost(this.#gaveUp)
    else if (this.#engine?.pid) this.#offerPort()
  }

  /** Lets the pages use a path. */
  grant(path: string): void {
    this.#send({ type: 'grant', path })
  }

  /** Asks the engine to finish and waits for it, at most half a minute. */
  async shutdown(): Promise<void> {
    this.#ending = true
    const engine = this.#engine
    if (!engine) return
    const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()))
    const timer = setTimeout(() => kill(engine), shutdownMs)
    this.#send({ type: 'shutdown' })
    await ended
    clearTimeout(timer)
  }

  #spawned(engine: UtilityProcess): void {
    if (engine !== this.#engine) return
    for (const path of this.#options.granted()) this.grant(path)
    if (this.#ending) this.#send({ type: 'shutdown' })
    else this.#offerPort()
  }

  #exited(code: number): void {
    this.#engine = null
    if (this.#ending) return
    this.#options.onLost()
    const wait = this.#policy.afterDeath(performance.now())
    if (wait === null) return this.#giveUp()
    const reason = `its process ended unexpectedly (code ${code}).`
    console.error(`The engine stopped: ${reason}`)
    this.#tellLost(`${reason} It is being started again.`)
    this.#reason = reason
    setTimeout(() => this.start(), wait)
  }

  #giveUp(): void {
    this.#gaveUp =
      `its process ended ${deathsTooMany} times within a minute, so it is not started again. ` +
      'Close the lab and open it again; the runs on disk are untouched.'
    console.error(`The engine stopped: ${this.#gaveUp}`)
    this.#tellLost(this.#gaveUp)
  }

  #offerPort(): void {
    if (!this.#engine || !this.#page || this.#page.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    this.#engine.postMessage({ type: 'connect' } satisfies EngineMessage, [port1])
    const message: LabPortMessage = { unrollLabPort: { reason: this.#reason } }
    this.#page.postMessage(pageMessages.labPort, message, [port2])
    this.#reason = null
  }

  #tellLost(reason: string): void {
    if (!this.#page || this.#page.isDestroyed()) return
    const message: LabLostMessage = { unrollLabLost: { reason } }
    this.#page.send(pageMessages.labLost, message)
  }

  /** Before it has been spawned an engine is told of grants by `#spawned`. */
  #send(message: EngineMessage): void {
    if (this.#engine?.pid) this.#engine.postMessage(message)
  }
}

/** The engine leaves the milder signals to us, so that Ctrl-C in a terminal does not take it before it has finished. */
function kill(engine: UtilityProcess): void {
  if (engine.pid) process.kill(engine.pid, 'SIGKILL')
}
