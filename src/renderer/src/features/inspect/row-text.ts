// Fetches a row of a run's data as a text to look at, with its right answer.
import type { ViewedSequence } from '#shared/domain/text-view'
import type { Result } from '#shared/protocol/result'
import { success } from '#shared/protocol/result'
import type { LabClient } from '../../lab'
import type { RunView } from '../../state/run-view.svelte'

export interface RowText {
  readonly text: string
  readonly answer: string | null
}

/** @param row from 0; fails as `view` does, e.g. when the data are gone */
export async function rowText(
  client: Pick<LabClient, 'view'>,
  { experiment }: Pick<RunView, 'experiment'>,
  row: number,
): Promise<Result<RowText>> {
  const { task, data, text, training } = experiment
  const answer = await client.view({ task, data, text, seed: training.seed, row })
  if (!answer.ok) return answer
  const [source, target] = answer.value.sequences as [ViewedSequence, ViewedSequence | undefined] // a row has one at least
  return success({ text: source.text, answer: target?.text ?? answer.value.label })
}
