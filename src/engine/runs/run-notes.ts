// Changes what a person says of a run: its name, notes, tags and star.
import { join } from 'node:path'
import { runNotesSchema, type RunNotes } from '#shared/domain/run'
import { failure, success, type Result } from '#shared/protocol/result'
import { notesFormat, readNotes, readRecord, runFiles } from './run-files'
import { writeJson } from '../../files/write-file'

/** Changes go one after the other, so that none is lost between another's reading and writing. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Writes `notes.json` with what is given changed, spaces around names and tags taken off and double tags left out; an
 * empty name is none. The answer is what the file says then.
 */
export function updateNotes(folder: string, change: Partial<RunNotes>): Promise<Result<RunNotes>> {
  const changed = last.then(() => update(folder, change))
  last = changed
  return changed
}

async function update(folder: string, change: Partial<RunNotes>): Promise<Result<RunNotes>> {
  const record = await readRecord(folder)
  if (!record.ok) return record
  const before = await readNotes(folder)
  if (!before.ok) return before
  const path = join(folder, runFiles.notes)
  const notes = tidied({ ...before.value, ...change })
  const parsed = runNotesSchema.safeParse({ format: notesFormat, ...notes })
  if (!parsed.success) {
    const [{ path: place, message }] = parsed.error.issues
    return failure('write-failed', `${path} was left as it is: ${place.join('.')}: ${message}.`)
  }
  const failed = await writeJson(path, parsed.data)
  return failed ?? success(notes)
}

function tidied(notes: RunNotes): RunNotes {
  const tags = notes.tags.map((tag) => tag.trim()).filter((tag) => tag !== '')
  return { ...notes, name: notes.name?.trim() || null, tags: [...new Set(tags)] }
}
