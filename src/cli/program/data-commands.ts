// The commands that look at data before anything is trained.
import type { Command } from 'commander'
import { check } from '../commands/check'
import { forecast } from '../commands/forecast'
import { view } from '../commands/view'
import type { Context } from '../context'
import { json, set, wholeNumberFromZero, type End } from './options'

const file = 'an experiment file or the name of a preset'
const data = 'the data file or folder, instead of data.path'

export function addDataCommands(program: Command, context: Context, end: End): void {
  program
    .command('check')
    .description(
      'look through the data: what they are like, what is wrong with them, what mends it',
    )
    .argument('<file>', file)
    .option('--data <path>', data)
    .addOption(set())
    .option('--mend', 'write the experiment with everything mended that can be; takes --out')
    .option('--out <file>', 'where --mend writes; a file that is there is never replaced')
    .addOption(json())
    .action(async (name, options) => end(await check(context, name, options)))
  program
    .command('view')
    .description('print what the network will see of a row: tokens, ids, padding and what is cut')
    .argument('<file>', file)
    .requiredOption('--row <number>', 'the row, counted from 0', wholeNumberFromZero)
    .option('--data <path>', data)
    .addOption(set())
    .addOption(json())
    .action(async (name, options) => end(await view(context, name, options)))
  program
    .command('forecast')
    .description(
      'tell what training will cost here: parameters, memory and time, measured by a few steps',
    )
    .argument('<file>', file)
    .option('--data <path>', data)
    .addOption(set())
    .addOption(json())
    .action(async (name, options) => end(await forecast(context, name, options)))
}
