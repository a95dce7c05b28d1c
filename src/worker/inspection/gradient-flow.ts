// Gradient norms by distance, over texts and snapshots.
import type {
  GradientCurve,
  GradientFlow,
  GradientFlowRequest,
} from '#shared/domain/inside/gradient-flow'
import { byDistance, memoryHorizon, type SnapshotChoice } from '#shared/domain/inside/inspection'
import type { Direction } from '#shared/domain/inside/cells'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { pacer, type LoadControl } from '../text/control'
import { gradientNorms } from './inspected-layer'
import { axisOf, runThereAndBack } from './look'
import { withSnapshot, type Networks } from './networks'
import { readText, type ReadText } from './read-text'

/** A text that was read, with its right answer. */
interface Example {
  readonly read: ReadText
  readonly answer: string | null
}

/**
 * For each snapshot and recurrent layer the mean gradient norm by distance from the last output. Fails with `data-unusable` for a
 * text or an answer that the model cannot have, with `run-unreadable` for a snapshot that is not there, or with `stopped`.
 */
export async function gradientFlow(
  run: LoadedRun,
  request: GradientFlowRequest,
  control: LoadControl,
): Promise<Result<GradientFlow>> {
  const examples = readExamples(run, request)
  if (!examples.ok) return examples
  const pace = pacer(control)
  const total = request.snapshots.length * examples.value.length
  const curves: GradientCurve[] = []
  let begun = 0
  const next = (): Promise<boolean> => {
    const done = begun++
    return pace(() => ({ phase: 'inspecting', done, total, unit: 'texts' }))
  }
  for (const snapshot of request.snapshots) {
    const networks = await withSnapshot(run, snapshot)
    if (!networks.ok) return networks
    const found = await curvesOf(run, networks.value, examples.value, next)
    if (!found.ok) return found
    curves.push(...found.value.map((mean) => mean.curve(snapshot)))
  }
  return success({ curves, texts: examples.value.length })
}

function readExamples(run: LoadedRun, { texts }: GradientFlowRequest): Result<Example[]> {
  const examples: Example[] = []
  for (const { text, answer } of texts) {
    const read = readText(run, text)
    if (!read.ok) return read
    examples.push({ read: read.value, answer })
  }
  return success(examples)
}

async function curvesOf(
  run: LoadedRun,
  networks: Networks,
  examples: readonly Example[],
  next: () => Promise<boolean>,
): Promise<Result<MeanCurve[]>> {
  const means: MeanCurve[] = []
  for (const { read, answer } of examples) {
    if (await next()) return failure('stopped', 'The gradients were stopped.')
    const options = { answer, output: null, surgery: [] }
    const found = runThereAndBack(run, networks, read, options)
    if (!found.ok) return found
    const { pass, gradients } = found.value
    for (const [index, place] of pass.recurrent.entries()) {
      const { name, direction, weights, trace } = place.trace
      const { goesBackwards } = trace
      means[index] ??= new MeanCurve(name, direction)
      const norms = gradientNorms(gradients[index], weights.units, axisOf(pass, place))
      means[index].add(byDistance({ gradientNorms: norms, goesBackwards }))
    }
  }
  return success(means)
}

/** The mean over curves of different lengths: at each distance over those that reach it. */
class MeanCurve {
  readonly #sums: number[] = []
  readonly #counts: number[] = []

  constructor(
    private readonly layer: string,
    private readonly direction: Direction,
  ) {}

  add(norms: readonly number[]): void {
    for (const [distance, norm] of norms.entries()) {
      this.#sums[distance] = (this.#sums[distance] ?? 0) + norm
      this.#counts[distance] = (this.#counts[distance] ?? 0) + 1
    }
  }

  curve(snapshot: SnapshotChoice): GradientCurve {
    const norms = this.#sums.map((sum, distance) => sum / this.#counts[distance])
    const { layer, direction } = this
    return { snapshot, layer, direction, norms, horizon: memoryHorizon(norms) }
  }
}
