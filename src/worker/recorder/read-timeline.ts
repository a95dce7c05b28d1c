// Reads what the recorder kept of a run: its probes, and what each record says of itself.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  timelineEntrySchema,
  type Timeline,
  type TimelineEntry,
} from '#shared/domain/inside/timeline'
import { failure, success, type Result } from '#shared/protocol/result'
import { isFile, readHeader } from './safetensors-header'
import {
  recordedSteps,
  recordName,
  timelineFile,
  timelineFolder,
  timelineFormat,
  timelineSchema,
} from './timeline-files'

const headerSchema = z.looseObject({
  __metadata__: z.object({ format: z.literal(timelineFormat), entry: z.string() }),
})

const nothing: Timeline = { probes: [], entries: [], every: null, bytes: 0 }

/**
 * The timeline of a run; an empty one where nothing was recorded. Records that are damaged are passed over. Fails with
 * `run-unreadable` when `timeline.json` is damaged or of another version.
 */
export async function readTimeline(folder: string): Promise<Result<Timeline>> {
  const file = join(folder, timelineFile)
  if (!(await isFile(file))) return success(nothing)
  const json = parseJson(await readFile(file, 'utf8').catch(() => ''))
  const parsed = timelineSchema.safeParse(json)
  if (!parsed.success) return unreadable(file, json)
  const { probes, every } = parsed.data
  const entries: TimelineEntry[] = []
  let bytes = 0
  for (const step of await recordedSteps(folder)) {
    const record = await readEntry(join(folder, timelineFolder, recordName(step)), step)
    if (record?.entry.probes.length !== probes.length) continue
    entries.push(record.entry)
    bytes += record.bytes
  }
  return success({ probes, entries, every, bytes })
}

async function readEntry(
  file: string,
  step: number,
): Promise<{ readonly entry: TimelineEntry; readonly bytes: number } | null> {
  const header = await readHeader(file)
  const metadata = headerSchema.safeParse(header?.json).data?.__metadata__
  const entry = timelineEntrySchema.safeParse(parseJson(metadata?.entry ?? '')).data
  return header && entry?.position.step === step ? { entry, bytes: header.bytes } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(file: string, json: unknown): Result<never> {
  const format = z.looseObject({ format: z.string() }).safeParse(json).data?.format
  return failure(
    'run-unreadable',
    format !== undefined && format !== timelineFormat
      ? `${file} is of the format ${JSON.stringify(format)} and this version of Unroll reads ${timelineFormat}. Use the version that wrote it.`
      : `${file} is damaged. Restore it, or delete the folder timeline/ to go without the records.`,
  )
}
