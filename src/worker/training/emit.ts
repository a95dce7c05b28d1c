// How a thread tells of what happens in it.
import type { TrainerEvent } from '#shared/protocol/trainer-api'

export type Emit = (event: TrainerEvent) => void
