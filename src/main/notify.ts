// The system's notifications.
import { Notification } from 'electron'

export interface NotificationActions {
  readonly onClick: () => void
  /** Once, when it was clicked, put away or not shown at all; some systems never say so. */
  readonly onGone?: () => void
}

// One that nobody refers to is collected, and its clicks with it.
const shown = new Set<Notification>()

/** Shows a notification; false where the system has none. */
export function showNotification(
  title: string,
  body: string,
  { onClick, onGone }: NotificationActions,
): boolean {
  if (!Notification.isSupported()) return false
  const notification = new Notification({ title, body })
  shown.add(notification)
  const gone = (): void => {
    if (shown.delete(notification)) onGone?.()
  }
  notification.on('click', () => {
    onClick()
    gone()
  })
  notification.on('close', gone)
  notification.on('failed', gone)
  notification.show()
  return true
}
