// Vectors on a plane so that near ones stay near: UMAP (McInnes, Healy and Melville 2018, https://arxiv.org/abs/1802.03426).
import { UMAP } from 'umap-js'
import type { Progress } from '#shared/protocol/trainer-api'
import { pacer, type LoadControl } from '../text/control'
import { seededRandom } from '../text/random'
import { unitRows } from './embedding-table'
import { nearestRows } from './nearest-rows'
import { principalPlane, project } from './principal-plane'

/** Of each token, itself counted in, as in the paper. */
const neighbourCount = 15
/** Rounds of moving; with a start that is not left to chance no more are needed, however few the vectors. */
const epochCount = 200
/** What finding the neighbours counts for beside them, in progress. */
const searchSteps = 100
/** The spread of the start, as in the authors' own program. */
const startSpread = 10

export interface Points {
  /** [rows] */
  readonly x: Float32Array
  readonly y: Float32Array
}

/**
 * Places for vectors; null when stopped. Distances are cosines, as those of `neighbours` are. It starts from the principal
 * plane, not from chance, which keeps the large in its place (Kobak and Linderman 2021, https://doi.org/10.1038/s41587-020-00809-z);
 * `seed` is of what is drawn afterwards. The same vectors and seed give the same picture.
 * @param values [rows, width], at least 3 rows
 */
export async function umapPlane(
  values: Float32Array,
  width: number,
  seed: number,
  control: LoadControl,
): Promise<Points | null> {
  const rows = values.length / width
  const units = unitRows(values, width)
  const nNeighbors = Math.min(neighbourCount, rows - 1)
  const pace = pacer(control)
  const near = await nearest(units, width, nNeighbors, (done) =>
    pace(() => progress(Math.floor((searchSteps * done) / rows))),
  )
  if (!near) return null
  const umap = new UMAP({ nNeighbors, nEpochs: epochCount, random: seededRandom(seed) })
  umap.setPrecomputedKNN(near.indices, near.distances)
  // The vectors themselves are asked for their number alone once the neighbours are known.
  const epochs = umap.initializeFit(Array.from({ length: rows }, () => []))
  const places = umap.getEmbedding()
  start(places, units, width)
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (await pace(() => progress(searchSteps + epoch))) return null
    umap.step()
  }
  return { x: Float32Array.from(places, ([x]) => x), y: Float32Array.from(places, ([, y]) => y) }
}

function progress(done: number): Progress {
  return { phase: 'inspecting', done, total: searchSteps + epochCount, unit: 'steps' }
}

interface Neighbourhoods {
  /** [rows][neighbours], each row its own first. */
  readonly indices: number[][]
  readonly distances: number[][]
}

async function nearest(
  units: Float32Array,
  width: number,
  count: number,
  isStopped: (done: number) => Promise<boolean>,
): Promise<Neighbourhoods | null> {
  const indices: number[][] = []
  const distances: number[][] = []
  for (let row = 0; row < units.length / width; row++) {
    if (await isStopped(row)) return null
    const { rows, similarities } = nearestRows(units, width, row, count - 1)
    indices.push([row, ...rows])
    distances.push([0, ...similarities.map((similarity) => Math.max(0, 1 - similarity))])
  }
  return { indices, distances }
}

/** Moves the places to the principal plane, in place: the library has no other way to be given a start. */
function start(places: number[][], units: Float32Array, width: number): void {
  const { x, y } = project(units, principalPlane(units, width))
  const largest = [...x, ...y].reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  const factor = largest === 0 ? 0 : startSpread / largest
  for (const [row, place] of places.entries()) {
    // Equal vectors keep a little of their chance, or nothing would ever part them.
    place[0] = x[row] * factor + place[0] * 1e-3
    place[1] = y[row] * factor + place[1] * 1e-3
  }
}
