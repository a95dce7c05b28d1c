// The commands that use a trained run.
import { Option, type Command } from 'commander'
import { exportFormats } from '#shared/domain/export'
import { encodings, quotes, separators } from '#shared/experiment/data'
import { evaluate } from '../commands/evaluate'
import { exportRun } from '../commands/export-run'
import { generate } from '../commands/generate'
import { predict } from '../commands/predict'
import type { Context } from '../context'
import {
  anyNumber,
  json,
  repeatable,
  runArgument,
  wholeNumber,
  wholeNumberFromZero,
  type End,
} from './options'

export function addRunCommands(program: Command, context: Context, end: End): void {
  addEvaluate(program, context, end)
  addGenerate(program, context, end)
  program
    .command('predict')
    .description('what a run answers to each text, or to each line on standard input')
    .argument('<run>', runArgument)
    .addOption(repeatable('--text <text>', 'repeatable'))
    .option(
      '--beams <number>',
      'of a run that writes texts: follow so many at once',
      wholeNumber,
      1,
    )
    .addOption(json())
    .action(async (reference, options) => end(await predict(context, reference, options)))
  program
    .command('export')
    .description('write the trained model for elsewhere')
    .argument('<run>', runArgument)
    .addOption(
      new Option('--format <name>', 'for what; all: each of them, in a folder of its own in <dir>')
        .choices([...exportFormats, 'all'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'a folder that is new or empty')
    .addOption(json())
    .action(async (reference, options) => end(await exportRun(context, reference, options)))
}

function addEvaluate(program: Command, context: Context, end: End): void {
  program
    .command('evaluate')
    .description('measure a trained run on other data')
    .argument('<run>', runArgument)
    .requiredOption('--data <path>', 'a data file or folder')
    .addOption(
      new Option('--split <name>', 'which part of a folder that has both').choices([
        'train',
        'test',
      ]),
    )
    .option('--text-column <name>', "the text's column, if not called as in training")
    .option('--label-column <name>', "the label's column, if not called as in training")
    .addOption(new Option('--encoding <name>', 'the encoding').choices(encodings))
    .addOption(new Option('--separator <name>', 'of a .csv or .tsv').choices(separators))
    .addOption(new Option('--quote <name>', 'of a .csv or .tsv').choices(quotes))
    .option('--header', 'the first line names the columns')
    .option('--no-header', 'the first line is a row; the columns are called "column 1" and so on')
    .addOption(json())
    .action(async (reference, options) => end(await evaluate(context, reference, options)))
}

function addGenerate(program: Command, context: Context, end: End): void {
  program
    .command('generate')
    .description('write text with a language model, token by token')
    .argument('<run>', runArgument)
    .option('--prompt <text>', 'what it goes on from; empty: as the training text starts', '')
    .option('--length <tokens>', 'write so many tokens', wholeNumber, 200)
    .option(
      '--temperature <number>',
      '0: always the most probable token; more: bolder',
      anyNumber,
      0.8,
    )
    .option('--top-k <number>', 'only from the so many most probable tokens', wholeNumber)
    .option(
      '--top-p <share>',
      'only from the most probable tokens that have this share together',
      anyNumber,
    )
    .option('--repetition-penalty <number>', 'from 1; more: repeats less', anyNumber)
    .option('--seed <number>', 'the same seed writes the same text', wholeNumberFromZero)
    .option('--stop <text>', 'end once this text has been written')
    .option(
      '--alternatives <number>',
      'tell so many of the most probable tokens at each place',
      wholeNumberFromZero,
      0,
    )
    .addOption(json())
    .action(async (reference, options) => end(await generate(context, reference, options)))
}
