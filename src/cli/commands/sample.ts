// `unroll sample`: the main job of the lab in a terminal, on the bundled sample.
import { join } from 'node:path'
import { parseExperiment } from '#shared/experiment/parse'
import { formatShare } from '#shared/domain/format'
import type { EpochMetrics } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { exitCodeOf } from '../exit-code'
import { followRun, type EndedRun } from '../follow-run'
import { drawCurve, smooth } from '../format/chart'
import { sampleExperiment } from '../sample-experiment'
import { TextTrainingPrinter } from '../text-training-printer'

/** Trains the sample, draws its curves, exports the model and says what to try next. */
export async function trainSample(context: Context): Promise<number> {
  const { output, installation } = context
  const experiment = parseExperiment(sampleExperiment(installation.samplePath))
  if (!experiment.ok) return reportFailure(context, experiment)
  output.line('Training a small LSTM on the bundled sample: short reviews, good or bad.\n')
  const curves = new Curves()
  const printer = new TextTrainingPrinter(output)
  return withLab(context, async (lab) => {
    const ended = await followRun(
      lab,
      output,
      (api) => api.train(experiment.value, { out: null }),
      (event) => {
        curves.take(event)
        printer.take(event)
      },
    )
    if (!ended.ok) return reportFailure(context, ended)
    output.line(`\n${curves.draw(Math.min(output.width - 12, 80))}`)
    printer.finish(ended.value)
    const code = exitCodeOf(context, ended.value)
    return code === exitCodes.done ? exportSample(context, lab, ended.value) : code
  })
}

async function exportSample(context: Context, lab: Lab, run: EndedRun): Promise<number> {
  const { output, home } = context
  const folder = join(home, 'exports', `${run.record.id}-tfjs`)
  const exported = await lab.api.exportRun(run.record.id, {
    ...{ requestId: 'sample', format: 'tfjs', out: folder },
  })
  if (!exported.ok) return reportFailure(context, exported)
  const command = 'npm run --silent unroll --'
  output.line(`\nThe model for TensorFlow.js, with a README: ${exported.value.folder}`)
  output.line(`\nIt is right on ${formatShare(run.evaluation?.accuracy ?? 0)} of the reviews it has not seen. Try next:
  ${command} predict ${run.record.id} --text "not good at all" --text "far from boring"
  ${command} train examples/03-gru.json
  ${command} train imdb-lstm --data your-reviews.csv --set data.text=text --set data.label=label`)
  return exitCodes.done
}

/** Gathers what the two charts show. */
class Curves {
  readonly #loss: number[] = []
  readonly #accuracy: number[] = []
  readonly #epochs: EpochMetrics[] = []

  take(event: LabEvent): void {
    if (event.type === 'steps') {
      this.#loss.push(...event.steps.loss)
      this.#accuracy.push(...event.steps.accuracy)
    } else if (event.type === 'epoch') this.#epochs.push(event.metrics)
  }

  draw(columns: number): string {
    const size = { columns, rows: 8 }
    const marks = (value: (epoch: EpochMetrics) => number) =>
      this.#epochs.map((epoch) => ({ at: epoch.step / this.#loss.length, value: value(epoch) }))
    const loss = drawCurve(
      {
        title: 'Loss by step (line: training, o: validation)',
        line: smooth(this.#loss),
        marks: marks((epoch) => epoch.valLoss),
      },
      size,
    )
    const accuracy = drawCurve(
      {
        title: 'Accuracy by step (line: training, o: validation)',
        line: smooth(this.#accuracy),
        marks: marks((epoch) => epoch.valAccuracy),
      },
      size,
    )
    return `${loss}\n\n${accuracy}`
  }
}
