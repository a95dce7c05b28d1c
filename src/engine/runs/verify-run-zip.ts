// Verifies an exported run folder, which may come from elsewhere: its zip is whole, and the model in it computes the test vectors.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Parity, VerifyReport } from '#shared/domain/export'
import { failure, success, type Result } from '#shared/protocol/result'
import type { VerifyRunWork } from '#shared/protocol/trainer-api'
import { extractZip, visitZip } from '../../files/unzip'
import type { WorkControl } from '../../files/work-control'
import { writeFailure } from '../../files/write-file'
import { parityOf, runZipLimits, runZipName, vectorsName } from './run-zip'

export interface RunZipVerification {
  readonly requestId: string
  /** Of this lab. */
  readonly version: string
  readonly control: WorkControl
  readonly verifyRun: (folder: string, work: VerifyRunWork) => Promise<Result<Parity>>
}

/** Larger than any that the lab writes. */
const mostVectorBytes = 2 ** 28

/**
 * Unpacks all of an exported folder's run.zip: each file has to have the bytes that its checksum was made of. With test vectors beside it the
 * model is unpacked into a temporary folder, which goes again, and computes them. Fails with `run-unreadable` or `stopped`.
 */
export async function verifyRunZip(
  folder: string,
  lab: RunZipVerification,
): Promise<Result<VerifyReport>> {
  const file = join(folder, vectorsName)
  const state = await stat(file).catch(() => null)
  if (!state?.isFile()) return verifyBytes(folder, lab)
  if (state.size > mostVectorBytes)
    return failure('run-unreadable', `${file} has ${state.size} bytes, which no test vectors have.`)
  const content = await readFile(file, 'utf8')
  return verifyModel(folder, { requestId: lab.requestId, content, file }, lab)
}

async function verifyBytes(
  folder: string,
  { version, control }: RunZipVerification,
): Promise<Result<VerifyReport>> {
  const file = join(folder, runZipName)
  let [vectors, numbers] = [0, 0]
  const limits = { file, limits: runZipLimits, control }
  const failed = await visitZip(file, limits, async (_name, pieces) => {
    vectors++
    for await (const piece of pieces) {
      if (!piece.ok) return piece
      numbers += piece.value.length
    }
    return null
  })
  const parity = parityOf(version, { vectors, numbers, largestDifference: 0 })
  return failed ?? success({ format: 'unroll', folder, parity, isWithin: true })
}

async function verifyModel(
  folder: string,
  work: VerifyRunWork,
  { version, control, verifyRun }: RunZipVerification,
): Promise<Result<VerifyReport>> {
  const draft = await mkdtemp(join(tmpdir(), 'unroll-verify-'))
  const file = join(folder, runZipName)
  try {
    const run = join(draft, 'run')
    const extracted = await extractZip(file, run, { limits: runZipLimits, control })
    if (!extracted.ok) return extracted
    const found = await verifyRun(run, work)
    if (!found.ok) return { ...found, message: found.message.replaceAll(run, file) }
    const parity = { ...found.value, program: `Unroll ${version}, from the unpacked zip` }
    const isWithin = parity.largestDifference <= parity.limit
    return success({ format: 'unroll', folder, parity, isWithin })
  } catch (error) {
    return writeFailure(draft, error)
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  }
}
