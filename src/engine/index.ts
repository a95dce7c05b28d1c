// The engine process: a lab for the windows that main connects, and the end of it when main says so.
import type { EngineMessage, EngineReport } from '#shared/protocol/engine-messages'
import { reportActivity } from './activity'
import { Grants } from './grants'
import { homeFolder } from './home'
import { findInstallation } from './installation'
import { createLab } from './lab'
import { serve, type PagePort } from './serve'

/** Electron's process.parentPort, which this layer knows by its structure alone. */
interface ParentPort {
  postMessage(report: EngineReport): void
  on(
    event: 'message',
    listener: (event: { data: EngineMessage; ports: readonly PagePort[] }) => void,
  ): void
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`The engine ends by a mistake of its own: ${detail.replace(/\s*\n\s*/g, ' ')}`)
    process.exit(1)
  })
}

// A terminal sends Ctrl-C to every process of the lab; only main decides what it means, and says `shutdown`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const grants = new Grants()
const lab = createLab({
  ...findInstallation(import.meta.dirname, process.env.UNROLL_RESOURCES),
  home: homeFolder(),
  grants,
  runsQueue: true,
})

if (process.env.UNROLL_TEST_HOOKS === '1') process.on('SIGUSR2', () => void lab.killTrainer())

const main = parentPort()
const served = reportActivity(lab, (report) => main.postMessage(report))
main.on('message', ({ data, ports }) => {
  if (data.type === 'connect') serve(served, ports[0])
  else if (data.type === 'grant') grants.grant(data.path)
  else void lab.close().then(() => process.exit(0))
})

function parentPort(): ParentPort {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (!port) throw new Error('The engine entry runs in an Electron utility process only.')
  return port as ParentPort // Electron's own object, whose types this layer may not import
}
