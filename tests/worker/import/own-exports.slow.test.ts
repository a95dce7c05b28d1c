// The lab's exports for TensorFlow.js come back as the runs that they were: every task with every cell.
import { cells, tasks } from '../export/runs'
import { describeComingBack } from './coming-back'

for (const task of tasks) for (const cell of cells) describeComingBack(task, cell, ['model.json'])
