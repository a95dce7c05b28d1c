// What is needed to read a text as a network under training does, taken from the data that it learns from.
import { z } from 'zod'
import type { Experiment } from '#shared/experiment/schema'
import type { Subject } from '../inspection/networks'
import type { TaskData } from '../tasks/task'
import { parseVocabulary, type Vocabulary } from '../text/vocabulary'

const labelsSchema = z.object({
  labels: z.array(z.string()),
  scale: z.object({ mean: z.number(), deviation: z.number() }).optional(),
})

/** By the files that are written beside the model; null when they lack a vocabulary. */
export function subjectOf(experiment: Experiment, files: TaskData['files']): Subject | null {
  const content = new Map(files)
  const vocabulary = vocabularyIn(content, 'vocabulary.json')
  if (!vocabulary) return null
  const { labels = [], scale } = labelsSchema.safeParse(content.get('labels.json')).data ?? {}
  return {
    experiment,
    vocabulary,
    targetVocabulary: vocabularyIn(content, 'target-vocabulary.json'),
    labels,
    scale: scale ?? null,
  }
}

function vocabularyIn(files: ReadonlyMap<string, unknown>, name: string): Vocabulary | null {
  if (!files.has(name)) return null
  const parsed = parseVocabulary(files.get(name), name)
  return parsed.ok ? parsed.value : null
}
