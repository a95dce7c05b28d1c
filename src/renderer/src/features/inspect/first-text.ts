// The text that is looked at first: what was typed under "Try it", else an example.
import type { Task } from '#shared/experiment/schema'

const examples: Record<Task, string> = {
  classification: 'The film was not good at all.',
  tagging: 'The old man saw the boat .',
  'language-model': 'The ',
  seq2seq: '3 May 2021',
}

/** @param typed what stands under "Try it" */
export function firstText(task: Task, typed: string): string {
  return typed.trim() === '' ? examples[task] : typed
}
