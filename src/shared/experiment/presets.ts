// The reference models, task by task.
import { classificationPresets } from './presets/classification'
import { languageModelPresets } from './presets/language-model'
import type { Preset } from './presets/preset'
import { seq2seqPresets } from './presets/seq2seq'
import { taggingPresets } from './presets/tagging'

export type { Preset } from './presets/preset'

export const presets: readonly Preset[] = [
  ...classificationPresets,
  ...taggingPresets,
  ...languageModelPresets,
  ...seq2seqPresets,
]

/** The preset of that name, if there is one. */
export function findPreset(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name)
}
