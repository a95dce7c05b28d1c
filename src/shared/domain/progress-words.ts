// What a run or a report is doing, in a word, for the window and the terminal.
import type { Progress } from '../protocol/trainer-api'

export const progressWords: Record<Progress['phase'], string> = {
  reading: 'Reading',
  encoding: 'Encoding',
  baselines: 'Training the baselines',
  building: 'Building the model',
  training: 'Training',
  validating: 'Validating',
  saving: 'Saving',
  inspecting: 'Looking inside',
  exporting: 'Writing',
  checking: 'Checking',
  importing: 'Importing',
}
