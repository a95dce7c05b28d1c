// Moments as people read them, in the time of the place where they are.

const time: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
}

/** "14:03:12"; empty for what is no moment. */
export function timeOf(at: string): string {
  return format(at, time)
}

/** "21 Nov 2026". */
export function dayOf(at: string): string {
  return format(at, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** "21 Nov 2026, 14:03:12". */
export function momentOf(at: string): string {
  return [dayOf(at), timeOf(at)].filter(Boolean).join(', ')
}

function format(at: string, options: Intl.DateTimeFormatOptions): string {
  const moment = new Date(at)
  return Number.isNaN(moment.getTime()) ? '' : moment.toLocaleString('en-GB', options)
}
