// The rows of metrics.csv: the same whether they come step by step or all at once.
import { describe, expect, it } from 'vitest'
import { csvHeader, CsvRows } from '../../../../src/engine/runs/exports/csv-rows'
import { entriesOf } from '../../../../src/engine/runs/exports/metrics-entries'
import { epochOf, stepsOf, writtenEpochOf } from './metrics'

const expected = [
  '1,1,1,0.125,2,0.001,50,0.25,,,,\n',
  '2,1,0.5,0.25,4,0.001,50,0.5,0.5,0.25,0.75,0.125\n',
  '3,2,0.33333334,0.375,6,0.001,50,0.75,,,,\n',
  '4,2,0.25,0.5,8,0.001,50,1,0.25,0.5,0.375,0.25\n',
  '5,3,0.2,0.625,10,0.001,50,1.25,,,,\n',
]

describe('CsvRows', () => {
  it('puts the figures of an epoch into the row of its last step', () => {
    const rows = new CsvRows([])
    const entries = entriesOf({ epochs: [epochOf(1), epochOf(2)], steps: stepsOf(1, 5) })
    expect(rows.add(entries) + rows.end()).toBe(expected.join(''))
  })

  it('holds the newest step back until it is known whether an epoch ends with it', () => {
    const rows = new CsvRows([])
    expect(rows.add([{ type: 'steps', steps: stepsOf(1, 2) }])).toBe(expected[0])
    expect(rows.add([{ type: 'epoch', metrics: epochOf(1) }])).toBe(expected[1])
    expect(rows.add([{ type: 'steps', steps: stepsOf(3, 1) }])).toBe('')
    expect(rows.end()).toBe(expected[2])
    expect(rows.end()).toBe('')
  })

  it('gives every row as many cells as the header', () => {
    const rows = new CsvRows([])
    const text = rows.add(entriesOf({ epochs: [epochOf(3)], steps: stepsOf(1, 0) })) + csvHeader([])
    for (const line of text.trim().split('\n')) expect(line.split(',')).toHaveLength(12)
    expect(text).toMatch(/^6,3,,,,,,,0\.1666\d+,0\.75,0\.25,0\.375\n/)
  })

  it('puts what a task measures beside into columns of its own, empty where it was not measured', () => {
    const extras = ['valPerplexity', 'valBitsPerCharacter', 'perplexity', 'valBleu']
    const rows = new CsvRows(extras)
    const text = rows.add(entriesOf({ epochs: [writtenEpochOf(2)], steps: stepsOf(3, 3) }))
    expect(csvHeader(extras)).toMatch(
      /,valAccuracy,valPerplexity,valBitsPerCharacter,perplexity,valBleu\n$/,
    )
    expect(text.split('\n').slice(0, 2)).toEqual([
      '3,1,0.33333334,0.375,6,0.001,50,0.75,,,,,,,,',
      '4,1,0.25,0.5,8,0.001,50,1,0.25,,0.375,,5,1,4,',
    ])
    expect(rows.end()).toBe('5,3,0.2,0.625,10,0.001,50,1.25,,,,,,,,\n')
  })

  it('leaves a cell empty where there is no number', () => {
    const rows = new CsvRows([])
    const steps = {
      ...stepsOf(1, 1),
      loss: Float32Array.of(NaN),
      learningRate: Float32Array.of(NaN),
    }
    rows.add([{ type: 'steps', steps: { ...steps, gradientNorm: Float32Array.of(Infinity) } }])
    expect(rows.end()).toBe('1,1,,0.125,,,50,0.25,,,,\n')
  })
})
