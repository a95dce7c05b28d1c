// The commands, their arguments and their help.
import { Command, CommanderError, Option } from 'commander'
import { encodings, quotes, separators } from '#shared/experiment/schema'
import { diagnose } from './commands/doctor'
import { evaluate } from './commands/evaluate'
import { exportRun } from './commands/export-run'
import { predict } from './commands/predict'
import { listPresets } from './commands/presets'
import { printSummary } from './commands/summary'
import { exitCodes, type Context } from './context'
import { json, repeatable, runArgument, set, type End } from './program/options'
import { addStoreCommands } from './program/store-commands'
import { addTrainCommands } from './program/train-commands'

/** Runs the command that the arguments name; gives the exit status. */
export async function runProgram(args: readonly string[], context: Context): Promise<number> {
  let code: number = exitCodes.done
  const program = buildProgram(context, (result) => {
    code = result
  })
  try {
    await program.parseAsync(separateSettings(args), { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput
  }
}

/** `--set a=1 b=2 FILE` as `--set a=1 --set b=2 FILE`: an option of commander's that takes several would take FILE too. */
function separateSettings(args: readonly string[]): string[] {
  let setting = false
  return args.flatMap((arg, index) => {
    setting = args[index - 1] === '--set' || (setting && /^[A-Za-z][\w.]*=/.test(arg))
    return setting && args[index - 1] !== '--set' ? ['--set', arg] : [arg]
  })
}

function buildProgram(context: Context, end: End): Command {
  const program = new Command('unroll')
    .description('A lab for recurrent neural networks: train on local text, predict, export.')
    .version(context.installation.version)
    // The commands of `runs` have options of the same names as `runs` itself.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.line(text.trimEnd()),
      writeErr: (text) => context.output.note(text.trimEnd()),
      outputError: (text, write) => write(asSentence(text)),
    })
  addLookCommands(program, context, end)
  addTrainCommands(program, context, end)
  addStoreCommands(program, context, end)
  addRunCommands(program, context, end)
  return program
}

function addLookCommands(program: Command, context: Context, end: End): void {
  program
    .command('presets')
    .description('list the presets, or print the experiment file of one')
    .argument('[name]')
    .addOption(json())
    .action((name, options) => end(listPresets(context, name, options)))
  program
    .command('summary')
    .description('print the layers, their shapes and their parameters')
    .argument('<file>', 'an experiment file or the name of a preset')
    .addOption(set())
    .addOption(json())
    .action(async (file, options) => end(await printSummary(context, file, options)))
  program
    .command('doctor')
    .description('print what this machine has')
    .addOption(json())
    .action(async (options) => end(await diagnose(context, options)))
}

function addRunCommands(program: Command, context: Context, end: End): void {
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
  program
    .command('predict')
    .description('label and probability for each text, or for each line on standard input')
    .argument('<run>', runArgument)
    .addOption(repeatable('--text <text>', 'repeatable'))
    .addOption(json())
    .action(async (reference, options) => end(await predict(context, reference, options)))
  program
    .command('export')
    .description('write the trained model for elsewhere')
    .argument('<run>', runArgument)
    .addOption(new Option('--format <name>', 'for what').choices(['tfjs']).makeOptionMandatory())
    .requiredOption('--out <dir>', 'a folder that does not exist yet')
    .addOption(json())
    .action(async (reference, options) => end(await exportRun(context, reference, options)))
}

/** Commander's "error: unknown option '--x'" as a sentence like the others. */
function asSentence(text: string): string {
  const [first, ...hints] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n')
  const sentence = `${first[0].toUpperCase()}${first.slice(1)}`
  const ended = /[.?]$/.test(sentence) ? sentence : `${sentence}.`
  return [ended, ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1'))].join(' ')
}
