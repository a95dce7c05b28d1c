// Remembers what closing the window while something trains shall do, if a person does not want to be asked.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeWholeSync } from '../files/write-file'

export const closingChoices = ['ask', 'background', 'quit'] as const
/** Ask; train on in the background; pause the run and quit. */
export type ClosingChoice = (typeof closingChoices)[number]

const fileSchema = z.object({ closingWhileTraining: z.enum(closingChoices) })

export class KeptClosingChoice {
  readonly #file: string
  readonly #onChange: (choice: ClosingChoice) => void
  #choice: ClosingChoice

  /**
   * @param file in a folder that is there
   * @param onChange hears of every change, for the menu
   */
  constructor(file: string, onChange: (choice: ClosingChoice) => void) {
    this.#file = file
    this.#onChange = onChange
    this.#choice = readChoice(file)
  }

  get current(): ClosingChoice {
    return this.#choice
  }

  /** Counts from now on, and for the next start when it can be written. */
  change(choice: ClosingChoice): void {
    this.#choice = choice
    const kept: z.output<typeof fileSchema> = { closingWhileTraining: choice }
    const failed = writeWholeSync(this.#file, `${JSON.stringify(kept)}\n`)
    if (failed) console.error(failed.message)
    this.#onChange(choice)
  }
}

/** A file that is missing or damaged means to ask. */
function readChoice(file: string): ClosingChoice {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).closingWhileTraining
  } catch {
    return 'ask'
  }
}
