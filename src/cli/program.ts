// The commands, their arguments and their help.
import { Command, CommanderError } from 'commander'
import { diagnose } from './commands/doctor'
import { listPresets } from './commands/presets'
import { printSummary } from './commands/summary'
import { exitCodes, type Context } from './context'
import { addDataCommands } from './program/data-commands'
import { addExchangeCommands } from './program/exchange-commands'
import { addExamCommand } from './program/exam-command'
import { addInspectCommand } from './program/inspect-command'
import { json, set, type End } from './program/options'
import { addRunCommands } from './program/run-commands'
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
  addDataCommands(program, context, end)
  addTrainCommands(program, context, end)
  addStoreCommands(program, context, end)
  addRunCommands(program, context, end)
  addExchangeCommands(program, context, end)
  addInspectCommand(program, context, end)
  addExamCommand(program, context, end)
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
