// Counts what came of the inputs, kind by kind.
import type { Outcome } from './try-case'

interface Line {
  taken: number
  refused: number
  milliseconds: number
  slowest: number
  slowestCase: string
}

export class Tally {
  private readonly lines = new Map<string, Line>()
  private readonly found: string[] = []

  /** @param name by which the case can be had again */
  add(kind: string, { isAccepted, milliseconds, findings }: Outcome, name: string): void {
    const none = { taken: 0, refused: 0, milliseconds: 0, slowest: 0, slowestCase: '' }
    const line = this.lines.get(kind) ?? none
    this.lines.set(kind, line)
    if (isAccepted) line.taken++
    else line.refused++
    line.milliseconds += milliseconds
    if (milliseconds > line.slowest) {
      line.slowest = milliseconds
      line.slowestCase = name
    }
    for (const finding of findings) this.found.push(`${kind}, ${name}: ${finding}`)
  }

  /** What was wrong, each with the name of its case. */
  get findings(): readonly string[] {
    return this.found
  }

  /** Kinds of which nothing was refused: either all damage goes unnoticed, or there was none. */
  get unharmed(): readonly string[] {
    return [...this.lines].filter(([, { refused }]) => refused === 0).map(([kind]) => kind)
  }

  /** As Markdown. */
  table(): string {
    const rows = [...this.lines].map(
      ([kind, { taken, refused, milliseconds, slowest, slowestCase }]) => {
        const count = taken + refused
        const mean = (milliseconds / count).toFixed(0)
        return `| ${kind} | ${count} | ${taken} | ${refused} | ${mean} | ${slowest.toFixed(0)} (${slowestCase}) |`
      },
    )
    return `| kind | inputs | taken | refused | mean ms | slowest ms |
|---|---|---|---|---|---|
${rows.join('\n')}
findings: ${this.found.length}, most memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`
  }
}
