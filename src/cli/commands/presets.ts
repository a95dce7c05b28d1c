// `unroll presets`: the reference models, or the experiment file of one.
import { findPreset, presets } from '#shared/experiment/presets'
import { failure } from '#shared/protocol/result'
import { reportFailure, exitCodes, type Context } from '../context'
import { formatTable } from '../format/table'

/** Lists the presets, or prints the experiment file of the one named. */
export function listPresets(
  context: Context,
  name: string | undefined,
  { json }: { readonly json?: boolean },
): number {
  if (name === undefined) return listAll(context, json ?? false)
  const preset = findPreset(name)
  if (!preset) {
    const names = presets.map((known) => known.name).join(', ')
    return reportFailure(
      context,
      failure('experiment-invalid', `There is no preset "${name}". Presets: ${names}.`),
    )
  }
  if (json) context.output.json({ type: 'preset', ...preset })
  else context.output.line(JSON.stringify(preset.experiment, null, 2))
  return exitCodes.done
}

function listAll({ output }: Context, json: boolean): number {
  if (json) for (const preset of presets) output.json({ type: 'preset', ...preset })
  else {
    const rows = presets.map(({ name, purpose }) => [name, purpose])
    output.line(formatTable([{ title: 'Preset' }, { title: 'What it is for' }], rows))
  }
  return exitCodes.done
}
