// Refuses experiments that cannot train, before training: what no key alone can tell.
import type { Experiment } from '../experiment/schema'
import type { Problem } from '../protocol/result'
import { findModelProblems } from './model-check'

/** Everything that is wrong with a well-formed experiment; empty when it can be trained. */
export function findProblems(experiment: Experiment): Problem[] {
  return [...dataProblems(experiment), ...findModelProblems(experiment)]
}

function dataProblems({ task, data }: Experiment): Problem[] {
  const problems: Problem[] = []
  if (data.path === '' && !data.generator)
    problems.push({ path: 'data.path', message: 'is missing; expected string.' })
  if (data.path === '' && data.morePaths.length > 0)
    problems.push({
      path: 'data.morePaths',
      message: 'names further files, but data.path names no first one. Put one of them there.',
    })
  if (data.generator && task !== 'seq2seq')
    problems.push({
      path: 'data.generator',
      message: `makes pairs of texts, which only the task seq2seq learns from, not ${task}. Set it to null and give data.path.`,
    })
  if (data.generator && data.path !== '')
    problems.push({
      path: 'data.generator',
      message: 'makes the data, but data.path names data too. Leave one of them away.',
    })
  if (data.labelKind !== 'class' && task !== 'classification')
    problems.push({
      path: 'data.labelKind',
      message: `"${data.labelKind}" is for classification only, and the task is ${task}. Leave it away.`,
    })
  return problems
}
