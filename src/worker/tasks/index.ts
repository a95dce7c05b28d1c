// The tasks by name, each loaded when it is needed.
import type { Task } from '#shared/experiment/schema'
import type { TaskModule } from './task'

const loaders: Readonly<Record<Task, () => Promise<TaskModule>>> = {
  classification: async () => (await import('./classification/index')).classification,
  tagging: async () => (await import('./tagging/index')).tagging,
  'language-model': async () => (await import('./language-model/index')).languageModel,
  seq2seq: async () => (await import('./seq2seq/index')).seq2seq,
}

/** What is known of a task. */
export function taskModule(task: Task): Promise<TaskModule> {
  return loaders[task]()
}
