// Where two texts differ, to be marked in both.

/** A stretch of a text. */
export interface TextPart {
  readonly text: string
  /** The other text does not have it at that place. */
  readonly isOther: boolean
}

export interface TextDifference {
  readonly one: readonly TextPart[]
  readonly other: readonly TextPart[]
}

/** Beyond so many characters words are compared: marks on single letters of long texts tell nothing. */
const mostCharacters = 60

/** What of each text is not in the other: what remains beside a longest common subsequence of characters, or of words. */
export function textDifference(one: string, other: string): TextDifference {
  const isShort = Math.max(one.length, other.length) <= mostCharacters
  const [left, right] = [one, other].map((text) => (isShort ? [...text] : wordsOf(text)))
  const common = longestCommon(left, right)
  return { one: partsOf(left, common.left), other: partsOf(right, common.right) }
}

/** Words, and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}']+|\s+|[^\p{L}\p{N}\s']/gu) ?? []
}

/** Which items of both are in a longest common subsequence. */
function longestCommon(left: readonly string[], right: readonly string[]) {
  const width = right.length + 1
  // lengths[i * width + j]: of what is common from left[i] and right[j] on
  const lengths = new Uint32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        left[i] === right[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
  const marks = { left: left.map(() => false), right: right.map(() => false) }
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) {
      marks.left[i++] = true
      marks.right[j++] = true
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++
    else j++
  }
  return marks
}

function partsOf(items: readonly string[], isCommon: readonly boolean[]): readonly TextPart[] {
  const parts: { text: string; isOther: boolean }[] = []
  for (const [index, text] of items.entries()) {
    const last = parts.at(-1)
    if (last && last.isOther !== isCommon[index]) last.text += text
    else parts.push({ text, isOther: !isCommon[index] })
  }
  return parts
}
