// Tells of a race while it goes on: tables for people, or one JSON object per line for programs.
import type { Race, RaceEpoch, RaceSummary } from '#shared/domain/inside/race'
import { stepMilliseconds } from '#shared/domain/inside/race-words'
import type { LabEvent } from '#shared/protocol/lab-api'
import { formatRaceEnd, formatRaceEpoch, formatRaceStart } from './format/race'
import type { Output } from './output'

export interface RacePrinter {
  take(event: LabEvent): void
  finish(race: Race): void
}

export class TextRacePrinter implements RacePrinter {
  readonly #output: Output
  #race: RaceSummary | null = null
  /** Of the epoch under way. */
  #points: Race['points'] = []
  /** The last step of the epoch before. */
  #since = 0

  constructor(output: Output) {
    this.#output = output
  }

  take(event: LabEvent): void {
    switch (event.type) {
      case 'race-started':
        this.#race = event.race
        return this.#output.line(formatRaceStart(event.race))
      case 'race-points':
        this.#points.push(...event.points)
        return
      case 'race-epoch':
        return this.#tellEpoch(event.epoch)
    }
  }

  finish(race: Race): void {
    this.#output.line(`\n${formatRaceEnd(race)}`)
  }

  /** Before training there is nothing but gradient norms. */
  #tellEpoch(epoch: RaceEpoch): void {
    if (!this.#race || epoch.epoch === 0) return
    const milliseconds = stepMilliseconds({ points: this.#points }, this.#since)
    this.#output.line(`\n${formatRaceEpoch(this.#race, epoch, milliseconds)}`)
    this.#points = []
    this.#since = epoch.step
  }
}

export class JsonRacePrinter implements RacePrinter {
  readonly #output: Output

  constructor(output: Output) {
    this.#output = output
  }

  take(event: LabEvent): void {
    switch (event.type) {
      case 'race-started':
        return this.#output.json({ type: event.type, ...event.race })
      case 'race-points':
        return this.#output.json({ type: event.type, points: event.points })
      case 'race-epoch':
        return this.#output.json({ type: event.type, ...event.epoch })
    }
  }

  finish(race: Race): void {
    this.#output.json({ type: 'done', race })
  }
}
