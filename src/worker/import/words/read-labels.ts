// The names of a model's outputs: those that were given, those in a labels.json beside it, or numbers.
import { z } from 'zod'
import { failure, success, type Result } from '#shared/protocol/result'
import { parseBoundedJson } from '../bounded-json'
import { unreadable } from '../limits'
import type { Remarks } from '../objections'
import { wrongPart } from '../wrong-part'

const schema = z.object({
  format: z.literal('unroll-labels/1'),
  kind: z.string().optional(),
  labels: z.array(z.string()).max(1_000_000),
  scale: z.object({ mean: z.number(), deviation: z.number().positive() }).optional(),
})

export type LabelsJson = z.output<typeof schema>

/** Reads a labels.json; `file` names it in failures. */
export function parseLabels(content: Uint8Array, file: string): Result<LabelsJson> {
  const json = parseBoundedJson(content, file)
  if (!json.ok) return json
  const parsed = schema.safeParse(json.value)
  if (parsed.success) return success(parsed.data)
  const [issue] = parsed.error.issues
  return unreadable(file, `it is no list of labels (${wrongPart(issue)})`)
}

export interface LabelSources {
  /** By the person who imports. */
  readonly given: readonly string[] | null
  readonly beside: LabelsJson | null
}

/**
 * The content of labels.json.
 * @param count how many the model needs; 0 for one that gives a number
 */
export function labelsFor(
  { given, beside }: LabelSources,
  count: number,
  kind: 'class' | 'labels' | 'number' | 'tag',
  remarks: Remarks,
): Result<LabelsJson> {
  const labels = given ?? (kind === 'number' ? [] : beside?.labels)
  if (kind === 'number' && !beside?.scale)
    remarks.note(
      "Nothing says in which unit the model's number is, so it is shown as the model gives it.",
    )
  const scale = kind === 'number' ? (beside?.scale ?? { mean: 0, deviation: 1 }) : undefined
  const named = (list: readonly string[]): Result<LabelsJson> =>
    success({ format: 'unroll-labels/1', kind, labels: [...list], ...(scale && { scale }) })
  if (!labels) {
    remarks.note(
      `No labels were given, so the ${count} outputs are called by their numbers, from 0.`,
    )
    return named(Array.from({ length: count }, (_, index) => String(index)))
  }
  if (labels.length !== count)
    return failure(
      'model-refused',
      `The model needs ${count} labels, but ${labels.length} ${given ? 'were given' : 'are in the labels.json beside it'}. Name one for each output, in their order.`,
    )
  const twice = labels.find((label, index) => labels.indexOf(label) < index)
  return twice === undefined
    ? named(labels)
    : failure(
        'model-refused',
        `The label ${JSON.stringify(twice)} was given twice. Each output needs a name of its own.`,
      )
}
