// Entry of the trainer thread: exposes TrainerApi on the worker's port, events as plain messages beside it.
import { expose } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { parentPort } from 'node:worker_threads'
import type { TrainerEvent, TrainerEventMessage } from '#shared/protocol/trainer-api'
import { Trainer } from './trainer'

if (!parentPort) throw new Error('The trainer runs as a worker thread.')
const port = parentPort

const emit = (event: TrainerEvent): void => {
  port.postMessage({ unrollTrainerEvent: event } satisfies TrainerEventMessage)
}

expose(new Trainer(emit), nodeEndpoint(port))
