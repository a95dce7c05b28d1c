// Problems as sentences that say by themselves what they are about.
import type { Problem } from '#shared/protocol/result'

/** Begins with a capital, as a sentence beside its own control does. */
export function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}

/** The sentence with what it is about: "Vocabulary size: got 2; ...", "Layer 2, units: ...". */
export function problemSentence({ path, message }: Problem): string {
  // The engine's sentences on data begin with the name of the file, as it is written.
  if (path === 'data.path') return message
  const subject = subjectOf(path.split('.'))
  return subject === '' || /^Layer \d/.test(message)
    ? asSentence(message)
    : `${subject}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

function subjectOf(keys: readonly string[]): string {
  const isDecoder = keys[1] === 'decoder'
  const [area, list, index, ...rest] = isDecoder ? keys.toSpliced(1, 1) : keys
  if (area === 'model' && list === 'layers' && index !== undefined) {
    const option = rest.length > 0 ? `, ${words(rest[rest.length - 1])}` : ''
    return `Layer ${Number(index) + 1}${isDecoder ? ' of the decoder' : ''}${option}`
  }
  return asSentence(words(keys[keys.length - 1]))
}

function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
