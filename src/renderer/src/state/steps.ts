// The steps of the work, in their order, and the one where a problem is mended.
import type { Problem } from '#shared/protocol/result'

export const steps = ['data', 'model', 'train', 'inspect', 'export'] as const
export type Step = (typeof steps)[number]

/** The step that shows what a problem is about. */
export function stepOf({ path }: Problem): Step {
  const area = path.split('.')[0]
  if (area === 'model') return 'model'
  return area === 'training' ? 'train' : 'data'
}
