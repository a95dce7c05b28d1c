// What reading a dataset gives: rows as token ids in flat arrays, split to train and to validate on.
import type { DatasetReport } from '#shared/domain/dataset'
import type { TextOptions } from '#shared/experiment/text'
import type { Integers } from './storage/integers'
import type { Texts } from './storage/texts'
import type { Targets } from './targets'
import type { Vocabulary } from './vocabulary'

/** Rows as token ids, cut to the length limit but not padded. */
export interface EncodedRows {
  readonly count: number
  /** All rows' ids one after the other: an Int32Array, or for large data a temporary file. */
  readonly tokens: Integers
  /** Row i is tokens[offsets[i]] up to tokens[offsets[i + 1]]; count + 1 entries. Float64 holds places above 2^31. */
  readonly offsets: Int32Array | Float64Array
  /** Class id of each row, or what `Targets` says. */
  readonly labels: Int32Array
  /** The start of each row's text for people, at most 300 characters; empty where it is not kept (training rows). */
  readonly excerpts: Texts
}

export interface EncodedDataset {
  /** Class names in the order of their ids; none of numbers. */
  readonly labels: readonly string[]
  /** What the labels of the rows are. */
  readonly targets: Targets
  readonly vocabulary: Vocabulary
  readonly text: TextOptions
  readonly training: EncodedRows
  readonly validation: EncodedRows
  /** Which rows of those that were taken are validated on, rising. */
  readonly validationRows: Int32Array
  readonly report: DatasetReport
  /** Gives temporary files back, after which no row can be read; not there when everything is in memory. */
  readonly close?: () => void
}

/** A batch ready to become a tensor. */
export interface Batch {
  /** [rows, length], padded. */
  readonly ids: Int32Array
  readonly rows: number
  readonly length: number
  /** [rows] */
  readonly labels: Int32Array
}
