// What runs the model beside it: a program in Python and one for Node, with what they read texts by.
import type { Experiment, Task } from '#shared/experiment/schema'
import type { Content } from '../exporter'
import joinModule from '../javascript/unroll-join.mjs?raw'
import textModule from '../javascript/unroll-text.mjs?raw'
import wordsModule from '../javascript/unroll-words.mjs?raw'
import pythonText from '../python/unroll_text.py?raw'
import nodeProgram from './run.mjs?raw'
import pythonProgram from './run.py?raw'

// The first that read opset 17, and that run on Python 3.9.
const requirements = 'numpy>=1.21\nonnxruntime>=1.12\n'

const text = ['unroll-text.mjs', textModule] as const
const join = ['unroll-join.mjs', joinModule] as const

const modules: Readonly<Record<Task, Content>> = {
  classification: [text],
  tagging: [['unroll-words.mjs', wordsModule]],
  'language-model': [text, join],
  seq2seq: [text, join],
}

export function programFiles({ task }: Pick<Experiment, 'task'>): Content {
  return [
    ['run.py', pythonProgram],
    ['unroll_text.py', pythonText],
    ['requirements.txt', requirements],
    ['run.mjs', nodeProgram],
    ...modules[task],
  ]
}
