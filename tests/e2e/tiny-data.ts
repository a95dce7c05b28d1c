// Small files that the end-to-end tests train on: made up, but with something to learn in them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './lab-app'

const good = ['a warm and witty film', 'great fun from start to end', 'I loved every minute of it']
const bad = ['a cold and dull film', 'tedious from start to end', 'I hated every minute of it']

/** A CSV with `text` and `label`, half positive and half negative, every text another. */
export function writeReviews(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const of = row % 2 === 0 ? good : bad
    return `"${of[row % of.length]}, number ${row}",${row % 2 === 0 ? 'positive' : 'negative'}`
  })
  const path = join(temporaryFolder('data'), 'reviews.csv')
  writeFileSync(path, `text,label\n${lines.join('\n')}\n`)
  return path
}

interface Tiny {
  readonly rows: number
  readonly epochs: number
  readonly batchSize: number
  readonly name?: string
}

/** An experiment file with the smallest model that learns, on data beside it. */
export function writeExperiment({ rows, epochs, batchSize, name = 'Tiny' }: Tiny): string {
  const data = writeReviews(rows)
  const experiment = {
    format: 'unroll-experiment/1',
    name,
    task: 'classification',
    data: { path: data, text: 'text', label: 'label' },
    text: { vocabularySize: 200, sequenceLength: 8 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'GlobalAveragePooling1D' },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { optimizer: { type: 'sgd', learningRate: 0.1 }, batchSize, epochs },
  }
  const path = join(temporaryFolder('experiment'), 'tiny.json')
  writeFileSync(path, JSON.stringify(experiment, null, 2))
  return path
}
