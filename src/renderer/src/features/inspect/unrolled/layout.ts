// Where everything of an unrolled drawing stands, in pixels: x to the right along the text, y down, the tokens at the bottom.
import type { Column } from './fold-columns'
import type { Level, Reading } from './network-plan'

export const sizes = {
  /** From one column's middle to the next one's. */
  column: 64,
  cell: { width: 44, height: 40 },
  /** From one row's middle to the next one's, and more between levels. */
  row: 72,
  level: 22,
  /** Beside the rows, for a layer's name and weights. */
  label: 164,
  /** Between an encoder and its decoder. */
  gap: 88,
  token: 44,
  output: 64,
  margin: 12,
  /** Above all of it, for lines of attention. */
  headroom: 40,
} as const

export interface BlockInput {
  readonly columns: readonly Column[]
  readonly levels: readonly Level[]
  readonly reading: Reading | null
  /** Tokens with an output said after them. */
  readonly outputs: readonly number[]
  /** By layer index: it reads from the text's end. */
  readonly backwards: (layer: number) => boolean
}

export type PlacedColumn = Column & { readonly x: number }

export interface PlacedRow {
  readonly layer: number
  readonly level: number
  readonly y: number
  readonly goesBackwards: boolean
  /** Where its first step's state comes in, at the side where it begins to read. */
  readonly start: RowArrow
  /** From a column to the next one that is read; over a fold or padding steps lie between. */
  readonly arrows: readonly RowArrow[]
}

export interface RowArrow {
  readonly x1: number
  readonly x2: number
  /** Some steps are not drawn. */
  readonly isFolded: boolean
}

/** A line up from a token, a cell or a junction, as the `d` of an SVG path. */
export interface UpLine {
  readonly path: string
  readonly hasHead: boolean
  /** The layer that it leads into or comes from. */
  readonly layer: number
}

export interface PlacedOutput {
  readonly token: number
  readonly x: number
}

export interface PlacedBlock {
  readonly x: number
  readonly width: number
  readonly columns: readonly PlacedColumn[]
  readonly rows: readonly PlacedRow[]
  readonly lines: readonly UpLine[]
  readonly outputs: readonly PlacedOutput[]
  /** Where all states are gathered for the answer: a bar over the columns. */
  readonly gather: { readonly x1: number; readonly x2: number; readonly y: number } | null
  /** Middle of the token and the output labels. */
  readonly tokenY: number
  readonly outputY: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly blocks: readonly PlacedBlock[]
  /** From the encoder's last states to the decoder's first steps. */
  readonly handovers: readonly string[]
}

/** Columns that fit into a width, for all blocks together. */
export function columnsThatFit(width: number, blocks: number): number {
  const beside = 2 * sizes.margin + blocks * sizes.label + (blocks - 1) * sizes.gap
  return Math.floor((width - beside) / sizes.column)
}

/**
 * Places one block, or an encoder and its decoder side by side.
 * @param hasHeadroom leaves room for lines of attention
 */
export function layOut(inputs: readonly BlockInput[], hasHeadroom = false): Layout {
  const heights = inputs.map(heightOf)
  const height = Math.max(...heights) + 2 * sizes.margin + (hasHeadroom ? sizes.headroom : 0)
  const bottom = height - sizes.margin
  const blocks: PlacedBlock[] = []
  let x = sizes.margin
  for (const [index, input] of inputs.entries()) {
    // An encoder's labels stand at its left, a decoder's at its right, so that nothing is between the two.
    const left = index === 0 ? x + sizes.label : x
    blocks.push(placeBlock(input, left, bottom))
    x = left + input.columns.length * sizes.column + (index === 0 ? sizes.gap : sizes.label)
  }
  const width = inputs.length === 1 ? x - sizes.gap + sizes.margin : x + sizes.margin
  return { width, height, blocks, handovers: handoversOf(blocks) }
}

function heightOf({ levels, reading }: BlockInput): number {
  const rows = levels.reduce((sum, level) => sum + level.length, 0)
  return sizes.token + rows * sizes.row + levels.length * sizes.level + (reading ? sizes.output : 0)
}

function placeBlock(input: BlockInput, x: number, bottom: number): PlacedBlock {
  const columns = input.columns.map((column, index) => ({
    ...column,
    x: x + (index + 0.5) * sizes.column,
  }))
  const tokenY = bottom - sizes.token / 2
  const rows = placeRows(input, columns, bottom - sizes.token)
  const top = (rows.at(-1)?.y ?? tokenY) - sizes.row / 2
  const outputY = top - sizes.level / 2 - 20
  const gatherY = top - sizes.level / 2 + 10
  const outputs = placeOutputs(input, columns)
  const isGathered = input.reading === 'all' && rows.length > 0
  return {
    ...{ x, width: columns.length * sizes.column, columns, rows, outputs, tokenY, outputY },
    lines: [
      ...linesBetween(input, columns, rows, tokenY - 14),
      ...linesToOutputs(input, columns, rows, outputs, isGathered ? gatherY : outputY + 18),
    ],
    gather: isGathered
      ? { x1: columns[0].x - 20, x2: columns[columns.length - 1].x + 20, y: gatherY }
      : null,
  }
}

function placeRows(
  { levels, backwards }: BlockInput,
  columns: readonly PlacedColumn[],
  bottom: number,
): readonly PlacedRow[] {
  const rows: PlacedRow[] = []
  let y = bottom
  for (const [level, layers] of levels.entries()) {
    y -= sizes.level
    for (const layer of layers) {
      const goesBackwards = backwards(layer)
      const arrows = arrowsOf(columns, goesBackwards)
      const start = startOf(columns, goesBackwards)
      rows.push({ ...{ layer, level, goesBackwards, arrows, start }, y: y - sizes.row / 2 })
      y -= sizes.row
    }
  }
  return rows
}

function startOf(columns: readonly PlacedColumn[], goesBackwards: boolean): RowArrow {
  const first = columns[goesBackwards ? columns.length - 1 : 0]
  const sign = goesBackwards ? 1 : -1
  const half = sizes.column / 2
  return { x1: first.x + sign * (half + 2), x2: first.x + sign * halfOf(first), isFolded: false }
}

function arrowsOf(columns: readonly PlacedColumn[], goesBackwards: boolean): readonly RowArrow[] {
  return columns.slice(1).map((right, index) => {
    const left = columns[index]
    const isFolded = left.kind === 'fold' || right.kind === 'fold'
    const x1 = left.x + halfOf(left)
    const x2 = right.x - halfOf(right)
    return goesBackwards ? { x1: x2, x2: x1, isFolded } : { x1, x2, isFolded }
  })
}

/** Half the width of what stands in a column: a cell, or a smaller mark. */
export function halfOf({ kind }: Column): number {
  return kind === 'token' ? sizes.cell.width / 2 : 16
}

function placeOutputs(
  { reading, outputs }: BlockInput,
  columns: readonly PlacedColumn[],
): readonly PlacedOutput[] {
  if (!reading) return []
  // One answer to the whole text stands over the last step, which may be padding.
  if (reading !== 'each') {
    const last = columns.at(-1)
    return last && outputs.length > 0 ? [{ token: outputs[0], x: last.x }] : []
  }
  const said = new Set(outputs)
  return columns.flatMap((column) =>
    column.kind === 'token' && said.has(column.token) ? [{ token: column.token, x: column.x }] : [],
  )
}

/** Tokens to the first level, and each level to the next, in every column that shows a token. */
function linesBetween(
  { levels }: BlockInput,
  columns: readonly PlacedColumn[],
  rows: readonly PlacedRow[],
  tokenTop: number,
): readonly UpLine[] {
  return columns.flatMap(({ kind, x }) => {
    if (kind !== 'token') return []
    return levels.flatMap((_, level) => {
      const into = rows.filter((row) => row.level === level)
      const below = rows.filter((row) => row.level === level - 1)
      const meet = into[0].y + sizes.row / 2 + sizes.level / 2
      const from = below.length === 0 ? [] : below.map((row) => lineOut(row, below, x, meet))
      const start = below.length === 0 ? tokenTop : meet
      return [...from, ...into.map((row) => lineIn(row, into, x, start, meet))]
    })
  })
}

const aside = sizes.cell.width / 2 + 5
const halfCell = sizes.cell.height / 2

/** From a cell up to where its level's lines meet; the lower one of two goes around the upper one. */
function lineOut(row: PlacedRow, level: readonly PlacedRow[], x: number, to: number): UpLine {
  const top = row.y - halfCell
  const isUnder = level.length > 1 && row === level[0]
  const path = isUnder
    ? `M${x - 8} ${top}V${top - 5}H${x - aside}V${to}H${x}`
    : `M${x} ${top}V${to}`
  return { path, hasHead: false, layer: row.layer }
}

/** From where lines meet into a cell; to the upper one of two it goes around the lower one. */
function lineIn(
  row: PlacedRow,
  level: readonly PlacedRow[],
  x: number,
  from: number,
  meet: number,
): UpLine {
  const bottom = row.y + halfCell + 2
  const isOver = level.length > 1 && row !== level[0]
  const path = isOver
    ? `M${x} ${from}V${meet}H${x + aside}V${bottom + 6}H${x + 8}V${bottom}`
    : `M${x} ${from}V${bottom}`
  return { path, hasHead: true, layer: row.layer }
}

function linesToOutputs(
  { reading }: BlockInput,
  columns: readonly PlacedColumn[],
  rows: readonly PlacedRow[],
  outputs: readonly PlacedOutput[],
  to: number,
): readonly UpLine[] {
  const level = rows.filter((row) => row.level === rows.at(-1)?.level)
  if (!reading || level.length === 0) return []
  if (reading === 'last') return level.map((row) => lastLine(row, level, columns, to))
  const tokens = columns.filter(({ kind }) => kind === 'token')
  const said =
    reading === 'all' ? tokens : tokens.filter(({ x }) => outputs.some((one) => one.x === x))
  return said.flatMap(({ x }) =>
    level.map((row, index) => ({
      ...lineOut(row, level, x, to),
      hasHead: index === level.length - 1,
    })),
  )
}

/** From the state after the last step that a layer takes to the answer over the last column. */
function lastLine(
  row: PlacedRow,
  level: readonly PlacedRow[],
  columns: readonly PlacedColumn[],
  to: number,
): UpLine {
  const last = columns[columns.length - 1].x
  const top = row.y - halfCell
  const own = { hasHead: true, layer: row.layer }
  if (row.goesBackwards) {
    const turn = top - 8
    return { ...own, path: `M${columns[0].x} ${top}V${turn}H${last + 8}V${to}` }
  }
  return level.length > 1
    ? {
        ...own,
        path: `M${last + 10} ${top}V${top - 6}H${last + aside}V${to + 8}H${last + 14}V${to}`,
      }
    : { ...own, path: `M${last} ${top}V${to}` }
}

/** Each level of the decoder begins with the state of the encoder's level beside it, of a Bidirectional with both. */
function handoversOf([source, target]: readonly PlacedBlock[]): readonly string[] {
  if (!(target as PlacedBlock | undefined)) return [] // one block alone
  return target.rows.flatMap((to) => {
    const x2 = target.columns[0].x - halfOf(target.columns[0]) - 3
    return source.rows
      .filter((from) => from.level === to.level)
      .map((from) => handover(from, source, x2, to.y))
  })
}

function handover(from: PlacedRow, { columns }: PlacedBlock, x2: number, y2: number): string {
  const last = columns[columns.length - 1]
  const right = last.x + halfOf(last)
  const bend = (right + x2) / 2
  if (!from.goesBackwards) return `M${right} ${from.y}C${bend} ${from.y} ${bend} ${y2} ${x2} ${y2}`
  // What reads from the end has its last state at the beginning: back under its cells.
  const first = columns[0].x
  const under = from.y + halfCell
  const turn = under + 9
  return `M${first} ${under}V${turn}H${right}C${bend} ${turn} ${bend} ${y2} ${x2} ${y2}`
}
