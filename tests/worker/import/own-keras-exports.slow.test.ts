// The lab's exports for Keras come back as the runs that they were: each task once, with UNROLL_PRINT_PARITY=1 every cell.
import { cells, tasks } from '../export/runs'
import { describeComingBack } from './coming-back'

if (process.env.UNROLL_PRINT_PARITY) {
  for (const task of tasks)
    for (const cell of cells) describeComingBack(task, cell, ['model.keras', 'model.h5'])
} else {
  describeComingBack('classification', 'bidirectional', ['model.keras', 'model.h5'])
  describeComingBack('tagging', 'LSTM', ['model.keras'])
  describeComingBack('language-model', 'SimpleRNN', ['model.h5'])
  describeComingBack('seq2seq', 'GRU', ['model.keras', 'model.h5'])
}
