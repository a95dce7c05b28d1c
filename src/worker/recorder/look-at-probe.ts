// What a network does with a probe, by the same path that an inspection takes.
import type { Inspection } from '#shared/domain/inside/inspection'
import type { Probe } from '#shared/domain/inside/timeline'
import { success, type Result } from '#shared/protocol/result'
import { look } from '../inspection/look'
import type { Networks, Subject } from '../inspection/networks'
import { readText } from '../inspection/read-text'

/** What is recorded of a probe. */
export type Looked = Pick<
  Inspection,
  'text' | 'source' | 'target' | 'layers' | 'outputs' | 'gradient'
>

/** Fails with `data-unusable` for a text without tokens, and for an answer that the model cannot give. */
export function lookAtProbe(
  subject: Subject,
  networks: Networks,
  { text, answer }: Probe,
): Result<Looked> {
  const read = readText(subject, text)
  if (!read.ok) return read
  const looked = look(subject, networks, read.value, { answer, output: null, surgery: [] })
  if (!looked.ok) return looked
  const { source, target, layers, outputs, gradient } = looked.value
  return success({ text, source, target, layers, outputs, gradient })
}
