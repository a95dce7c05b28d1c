// Progress words of the scripts: always on stderr, so that a command's stdout stays its own.

const rewrites = process.stderr.isTTY === true
let lineIsOpen = false

/** Prints one line of progress. */
export function say(text) {
  closeLine()
  process.stderr.write(`${text}\n`)
}

/** A line that is rewritten on a terminal, and repeated every few seconds elsewhere. */
export function progressLine(everyMs = 5000) {
  let shownAt = Date.now()
  return {
    update(text) {
      const now = Date.now()
      if (now - shownAt < (rewrites ? 100 : everyMs)) return
      shownAt = now
      process.stderr.write(rewrites ? `\r\u001b[2K${text}` : `${text}\n`)
      lineIsOpen = rewrites
    },
    end: closeLine,
  }
}

/** Seconds since a `performance.now()` value, for people. */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

function closeLine() {
  if (!lineIsOpen) return
  lineIsOpen = false
  process.stderr.write('\r\u001b[2K')
}
