// `unroll inspect`.
import { Option, type Command } from 'commander'
import type { Operation } from '#shared/domain/inside/surgery'
import { inspect } from '../commands/inspect'
import type { Context } from '../context'
import { readClamp, readSilence, readZero } from '../surgery-options'
import { json, runArgument, wholeNumberFromZero, type End } from './options'

export function addInspectCommand(program: Command, context: Context, end: End): void {
  program
    .command('inspect')
    .description('what the network does with a text: states, gates, gradients, token by token')
    .argument('<run>', runArgument)
    .requiredOption('--text <text>', 'the text to look at')
    .option(
      '--answer <answer>',
      'the right answer, for the loss; without it what the model answers',
    )
    .option('--snapshot <epoch>', 'the weights at the end of this epoch', wholeNumberFromZero)
    .option(
      '--output <index>',
      'gradients of this output, from 0; the last one',
      wholeNumberFromZero,
    )
    .addOption(
      operation('--clamp <layer.gate=value>', 'hold a gate, e.g. lstm.forget=0', readClamp),
    )
    .addOption(operation('--zero <layer.unit>', 'silence a unit, e.g. lstm.3', readZero))
    .addOption(operation('--silence <token>', 'have a token read as nothing', readSilence))
    .option('--variant <name>', 'a surgery that was kept with the run')
    .addOption(json())
    .action(async (reference, options) => end(await inspect(context, reference, options)))
}

/** An option that gathers operations. */
function operation(flags: string, description: string, read: (value: string) => Operation): Option {
  return new Option(flags, `${description}; repeatable`)
    .default([], 'none')
    .argParser((value: string, before: Operation[]) => [...before, read(value)])
}
