// What is looked at: each task keeps its own text, and another run's answer and surgery are forgotten.
import { expect, it } from 'vitest'
import { RunView } from '../../../src/renderer/src/state/run-view.svelte'
import type { LabClient } from '../../../src/renderer/src/lab'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'
import { InspectState } from '../../../src/renderer/src/state/inspect.svelte'
import { experimentOf } from '../features/inspect/sample-inspection'
import { detail, samplePath } from './scripted-lab'

const classifier = firstExperiment(samplePath)
const tagger = experimentOf('tagging', [{ type: 'Embedding', units: 2 }])
const viewOf = (id: string, experiment: typeof classifier) => RunView.of(detail(id, experiment))

it('the text stays among runs of one task, and each task has its own', () => {
  const inspect = new InspectState({} as LabClient) // nothing is asked for here
  inspect.open(viewOf('a', classifier))
  inspect.say('Not good.', 'negative')
  inspect.surgery = [{ type: 'silence-token', token: 0 }]
  inspect.open(viewOf('b', classifier))
  expect(inspect).toMatchObject({ text: 'Not good.', answer: null, surgery: [] })
  inspect.open(viewOf('c', tagger))
  expect(inspect.text).toBe('')
  inspect.say('The old man')
  inspect.open(null)
  expect(inspect.text).toBe('The old man')
  inspect.open(viewOf('a', classifier))
  expect(inspect.text).toBe('Not good.')
  inspect.open(viewOf('c', tagger))
  expect(inspect.text).toBe('The old man')
})
