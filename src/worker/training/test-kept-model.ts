// Measures the model that a run kept on its test file, once training has ended.
import { testDataOf } from '#shared/experiment/data'
import type { Progress, TrainRequest } from '#shared/protocol/trainer-api'
import { releaseRun, withRun } from '../inference/load-run'
import { taskModule } from '../tasks/index'
import { throttled } from '../throttle'
import type { Emit } from './emit'
import type { RunControl } from './run-control'

/** Tells the evaluation, or in the run's log why there is none; does nothing where no test file is named. */
export async function testKeptModel(
  { runId, experiment, folder }: TrainRequest,
  emit: Emit,
  control: RunControl,
): Promise<void> {
  if (experiment.data.testPath === null) return
  const task = await taskModule(experiment.task)
  const onProgress = throttled<Progress>((progress) =>
    emit({ type: 'progress', id: runId, progress }),
  )
  const isStopped = () => control.isStopped
  const answer = await withRun(folder, (run) =>
    task.evaluate(run, testDataOf(experiment.data), { onProgress, isStopped }),
  )
  releaseRun()
  if (answer.ok) return emit({ type: 'tested', runId, evaluation: answer.value.evaluation })
  const message = `The model was not measured on the test file: ${answer.message}`
  emit({ type: 'log', runId, line: { level: 'warning', message } })
}
