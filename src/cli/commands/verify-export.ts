// `unroll verify DIR`: runs an exported folder's test vectors through its own files.
import { resolve } from 'node:path'
import { parityWords, type VerifyReport } from '#shared/domain/export'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { interruptible } from '../interruptible'

/** Prints what was compared; 1 when an output is beyond the limit. */
export function verifyExport(
  context: Context,
  path: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const { output, folder } = context
  return withLab(context, async (lab) => {
    const requestId = 'verify'
    const { answer } = await interruptible(lab, output, requestId, () =>
      lab.api.verifyExport(resolve(folder, path), requestId),
    )
    if (!answer.ok) return reportFailure(context, answer)
    if (json) output.json({ type: 'verified', ...answer.value })
    else output.line(verdict(answer.value))
    return answer.value.isWithin ? exitCodes.done : exitCodes.failed
  })
}

function verdict({ format, folder, parity, isWithin }: VerifyReport): string {
  const found = isWithin
    ? 'These files compute what the lab computed.'
    : 'These files compute something else than the lab did: they are damaged or were changed.'
  return `${folder}\nFormat: ${format}\nChecked by ${parityWords(parity)}\n${found}`
}
