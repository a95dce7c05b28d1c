// The command that examines cells.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { cells } from '#shared/domain/inside/cells'
import { examTasks } from '#shared/domain/inside/exam'
import { examine } from '../commands/exam'
import type { Context } from '../context'
import { anyNumber, json, wholeNumber, wholeNumberFromZero, type End } from './options'

const defaultLengths = [5, 10, 20, 40, 80]

export function addExamCommand(program: Command, context: Context, end: End): void {
  program
    .command('exam')
    .description('find out how far back cells remember, on a small generated task')
    .addOption(
      new Option('--task <name>', 'what is asked').choices(examTasks).makeOptionMandatory(),
    )
    .option('--cells <names>', 'which cells, with commas', list, [...cells])
    .option('--lengths <numbers>', 'how long, with commas', wholeNumbers, defaultLengths)
    .option('--units <number>', 'units of the cell, 32 if not given', wholeNumber)
    .option(
      '--steps <number>',
      'training steps at most for each cell and length, 1500 if not given',
      wholeNumber,
    )
    .option('--batch <number>', 'examples in a step, 64 if not given', wholeNumber)
    .option('--learning-rate <number>', "Adam's, 0.01 if not given", anyNumber)
    .option('--seed <number>', 'the same seed gives the same scores', wholeNumberFromZero)
    .addOption(json())
    .action(async (options) => end(await examine(context, options)))
}

function list(value: string): string[] {
  return value.split(',').map((part) => part.trim())
}

function wholeNumbers(value: string): number[] {
  return list(value).map((part) => {
    if (!/^\d{1,9}$/.test(part))
      throw new InvalidArgumentError('It must be whole numbers with commas between them.')
    return Number(part)
  })
}
