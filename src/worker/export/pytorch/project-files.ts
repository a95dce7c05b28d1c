// Which Python files go out with a task's model: those of all tasks, and its own under the names that these import.
import type { Experiment, Task } from '#shared/experiment/schema'
import type { Content } from '../exporter'
import textModule from '../python/unroll_text.py?raw'
import writingModule from '../python/unroll_writing.py?raw'
import batchingModule from './project/batching.py?raw'
import checkModule from './project/check.py?raw'
import layersModule from './project/layers.py?raw'
import network from './project/network.py?raw'
import networkOfLanguageModel from './project/network_language_model.py?raw'
import networkOfSeq2seq from './project/network_seq2seq.py?raw'
import optimizingModule from './project/optimizing.py?raw'
import predictClassification from './project/predict_classification.py?raw'
import predictLanguageModel from './project/predict_language_model.py?raw'
import predictSeq2seq from './project/predict_seq2seq.py?raw'
import predictTagging from './project/predict_tagging.py?raw'
import readingModule from './project/reading.py?raw'
import requirements from './project/requirements.txt?raw'
import sentencesModule from './project/sentences.py?raw'
import splittingModule from './project/splitting.py?raw'
import tablesModule from './project/tables.py?raw'
import taskClassification from './project/task_classification.py?raw'
import taskLanguageModel from './project/task_language_model.py?raw'
import taskSeq2seq from './project/task_seq2seq.py?raw'
import taskTagging from './project/task_tagging.py?raw'
import trainModule from './project/train.py?raw'

/** A file of the project, with what it holds for the README. */
export interface ProjectFile {
  readonly name: string
  readonly content: string
  readonly holds: string
}

interface OfTask {
  readonly model: string
  readonly predict: string
  readonly predicts: string
  readonly task: string
}

const ofTasks: Readonly<Record<Task, OfTask>> = {
  classification: {
    ...{ model: network, predict: predictClassification },
    predicts: 'classifies texts',
    task: taskClassification,
  },
  tagging: {
    ...{ model: network, predict: predictTagging, task: taskTagging },
    predicts: 'tags sentences',
  },
  'language-model': {
    ...{ model: networkOfLanguageModel, predict: predictLanguageModel },
    predicts: 'writes text',
    task: taskLanguageModel,
  },
  seq2seq: {
    ...{ model: networkOfSeq2seq, predict: predictSeq2seq },
    predicts: 'turns texts into texts',
    task: taskSeq2seq,
  },
}

export function projectFiles({ task }: Pick<Experiment, 'task'>): readonly ProjectFile[] {
  const { model, predict, predicts, task: taskModule } = ofTasks[task]
  const file = (name: string, content: string, holds: string): ProjectFile => ({
    ...{ name, content, holds },
  })
  return [
    file('model.py', model, 'the network, built from network.json'),
    file('layers.py', layersModule, 'its layers'),
    file('predict.py', predict, predicts),
    file('check.py', checkModule, 'computes the test vectors'),
    file('train.py', trainModule, 'goes on training, in one process or in several'),
    file('task.py', taskModule, 'what this task reads, and its loss'),
    file('reading.py', readingModule, 'reads data files'),
    file('tables.py', tablesModule, 'reads tables, whatever separates their cells'),
    ...(task === 'tagging'
      ? [file('sentences.py', sentencesModule, 'reads tagged sentences')]
      : []),
    file('splitting.py', splittingModule, 'sets rows aside as the lab does'),
    file('batching.py', batchingModule, 'which examples go through the network together'),
    file('optimizing.py', optimizingModule, 'the optimizer and the learning rate'),
    file('unroll_text.py', textModule, 'text to token ids and back'),
    ...(task === 'language-model'
      ? [file('unroll_writing.py', writingModule, 'draws the tokens of a text')]
      : []),
    file('requirements.txt', requirements, 'the packages that are needed'),
  ]
}

export function projectContent(experiment: Pick<Experiment, 'task'>): Content {
  return projectFiles(experiment).map(({ name, content }) => [name, content])
}
