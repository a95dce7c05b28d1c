// Expected failures as values: a sentence for people instead of an exception.

/** It worked. */
export const done = (value) => ({ ok: true, value })

/** It did not; `message` says why, as a sentence, or as a clause that `sentence` makes into one. */
export const failed = (message) => ({ ok: false, message })

/** Runs `work`; a refusal of the system (a full disk, no permission) or a broken archive becomes a failure. */
export async function attempt(work) {
  try {
    return await work()
  } catch (error) {
    return failed(error.message)
  }
}

/** One sentence out of clauses. */
export function sentence(...clauses) {
  const text = clauses.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** The same sentence as a clause, to be put into a longer one. */
export function clause(text) {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '')
}
