// Exposes LabApi on a port of Electron's, which carries no transfer lists and no code: copied values only.
import { expose } from 'comlink'
import type { LabEventMessage } from '#shared/protocol/lab-api'
import type { ServedLab } from './activity'
import { checkedApi, isLabCall } from './checked-api'

/** The part of Electron's MessagePortMain that is used. */
export interface PagePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  off(event: 'message', listener: (event: { data: unknown }) => void): unknown
  start(): void
}

type Listener = (event: { data: unknown }) => void

/** Answers a page's calls and sends it every lab event until its port closes. */
export function serve(lab: ServedLab, port: PagePort): void {
  const unsubscribe = lab.subscribe((event) => {
    port.postMessage({ unrollLabEvent: event } satisfies LabEventMessage)
  })
  port.on('close', unsubscribe)
  expose(checkedApi(lab.api), callsOnly(port))
}

/**
 * Fits Comlink to the port and lets through nothing but calls of LabApi with plain arguments. Comlink itself would
 * follow any path, such as `predict.constructor`, and that runs a page's text as code.
 */
function callsOnly(port: PagePort) {
  const fitted = new Map<Listener, Listener>()
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    addEventListener: (_type: string, listener: Listener) => {
      const pass: Listener = ({ data }) => {
        if (isPlainCall(data)) listener({ data })
        else refuse(port, data)
      }
      fitted.set(listener, pass)
      port.on('message', pass)
    },
    removeEventListener: (_type: string, listener: Listener) => {
      const pass = fitted.get(listener)
      if (pass) port.off('message', pass)
      fitted.delete(listener)
    },
    start: () => port.start(),
  }
}

function isPlainCall(data: unknown): boolean {
  if (!isObject(data)) return false
  if (data.type === 'RELEASE') return true
  const { type, path, argumentList } = data
  return (
    type === 'APPLY' &&
    Array.isArray(path) &&
    path.length === 1 &&
    isLabCall(path[0]) &&
    Array.isArray(argumentList) &&
    argumentList.every((argument: unknown) => isObject(argument) && argument.type === 'RAW')
  )
}

/** The caller waits for an answer, so it gets one: an error in Comlink's own wrapping. */
function refuse(port: PagePort, data: unknown): void {
  if (!isObject(data) || typeof data.id !== 'string') return
  const error = { name: 'TypeError', message: 'This is not a call of LabApi.', stack: '' }
  const value = { isError: true, value: error }
  port.postMessage({ id: data.id, type: 'HANDLER', name: 'throw', value })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
