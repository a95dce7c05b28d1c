// Puts text on the clipboard in answer to a click, without asking for the permission that the lab denies to all pages.

/** Whether it was copied. */
export function copyText(text: string): boolean {
  let isTaken = false
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    isTaken = event.clipboardData !== null
  }
  document.addEventListener('copy', give, { once: true, capture: true })
  // The one way that needs no permission; its successor does.
  const isDone = document.execCommand('copy')
  document.removeEventListener('copy', give, { capture: true })
  return isDone && isTaken
}
