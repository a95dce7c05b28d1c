// The commands, their arguments and their help.
import { Command, CommanderError, Option } from 'commander'
import { diagnose } from './commands/doctor'
import { evaluate } from './commands/evaluate'
import { exportRun } from './commands/export-run'
import { predict } from './commands/predict'
import { listPresets } from './commands/presets'
import { listRuns } from './commands/runs'
import { trainSample } from './commands/sample'
import { printSummary } from './commands/summary'
import { train } from './commands/train'
import { exitCodes, type Context } from './context'

const json = (): Option => new Option('--json', 'print one JSON object per line')
const set = (): Option =>
  new Option('--set <path=value>', 'change a key, e.g. training.epochs=2; takes several')
    .default([])
    .argParser(gather)
const gather = (value: string, before: string[]): string[] => [...before, value]

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

function buildProgram(context: Context, end: (code: number) => void): Command {
  const program = new Command('unroll')
    .description('A lab for recurrent neural networks: train on local text, predict, export.')
    .version(context.installation.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.line(text.trimEnd()),
      writeErr: (text) => context.output.note(text.trimEnd()),
      outputError: (text, write) => write(asSentence(text)),
    })
  addLookCommands(program, context, end)
  addTrainCommands(program, context, end)
  addRunCommands(program, context, end)
  return program
}

function addLookCommands(program: Command, context: Context, end: (code: number) => void): void {
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
    .command('runs')
    .description('list the runs')
    .addOption(json())
    .action(async (options) => end(await listRuns(context, options)))
  program
    .command('doctor')
    .description('print what this machine has')
    .addOption(json())
    .action(async (options) => end(await diagnose(context, options)))
}

function addTrainCommands(program: Command, context: Context, end: (code: number) => void): void {
  program
    .command('train')
    .description('train an experiment and print the run folder')
    .argument('<file>', 'an experiment file or the name of a preset')
    .option('--data <path>', 'the data file or folder, instead of data.path')
    .addOption(set())
    .option('--out <dir>', 'create the run folder in this folder instead of the run store')
    .addOption(json())
    .action(async (file, options) => end(await train(context, file, options)))
  program
    .command('sample')
    .description('train the bundled sample, with curves drawn in text')
    .action(async () => end(await trainSample(context)))
}

function addRunCommands(program: Command, context: Context, end: (code: number) => void): void {
  const run = 'a run id, the start of one, or a run folder'
  program
    .command('evaluate')
    .description('measure a trained run on other data')
    .argument('<run>', run)
    .requiredOption('--data <path>', 'a data file or folder')
    .addOption(
      new Option('--split <name>', 'which part of a folder that has both').choices([
        'train',
        'test',
      ]),
    )
    .addOption(json())
    .action(async (reference, options) => end(await evaluate(context, reference, options)))
  program
    .command('predict')
    .description('label and probability for each text, or for each line on standard input')
    .argument('<run>', run)
    .addOption(new Option('--text <text>', 'repeatable').default([]).argParser(gather))
    .addOption(json())
    .action(async (reference, options) => end(await predict(context, reference, options)))
  program
    .command('export')
    .description('write the trained model for elsewhere')
    .argument('<run>', run)
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
