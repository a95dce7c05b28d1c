// Moves files and folders to the system's trash, where a person can take them back.

/** Null, or why the trash did not take everything. */
export async function moveToTrash(paths: readonly string[]): Promise<string | null> {
  try {
    const { default: trash } = await import('trash') // loaded only when something is deleted
    await trash(paths, { glob: false })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
