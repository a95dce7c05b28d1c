// The commands that train.
import type { Command } from 'commander'
import { race } from '../commands/race'
import { trainSample } from '../commands/sample'
import { sweep } from '../commands/sweep'
import { train } from '../commands/train'
import type { Context } from '../context'
import { json, repeatable, runArgument, set, wholeNumber, type End } from './options'

export function addTrainCommands(program: Command, context: Context, end: End): void {
  program
    .command('train')
    .description('train an experiment and print the run folder, or take a run up again')
    .argument('[file]', 'an experiment file or the name of a preset')
    .option('--data <path>', 'the data file or folder, instead of data.path')
    .addOption(set())
    .option('--out <dir>', 'create the run folder in this folder instead of the run store')
    .option(
      '--from <run>',
      `begin with the weights, vocabulary and labels of a run: ${runArgument}; without FILE also with its layers and settings`,
    )
    .option(
      '--resume <run>',
      `go on with a run from its last checkpoint, instead of FILE: ${runArgument}; takes --set for epochs, learning rate and clipping`,
    )
    .addOption(json())
    .action(async (file, options) => end(await train(context, file, options)))
  program
    .command('sweep')
    .description('train every combination of a sweep file, one after the other, as one group')
    .argument('<file>', 'a sweep file: an experiment, a grid of values for its keys, and seeds')
    .option('--data <path>', 'the data file or folder, instead of data.path')
    .addOption(set())
    .option('--out <dir>', 'create the run folders in this folder instead of the run store')
    .option('--dry-run', 'print the runs and train nothing')
    .option('--from <number>', 'begin at this run of the sweep, from 1', wholeNumber, 1)
    .addOption(json())
    .action(async (file, options) => end(await sweep(context, file, options)))
  program
    .command('race')
    .description('train two to four variants of a network in lockstep on the same batches')
    .argument('<file>', 'an experiment file or the name of a preset')
    .option('--data <path>', 'the data file or folder, instead of data.path')
    .addOption(set())
    .option(
      '--cells <names>',
      'SimpleRNN, GRU and LSTM with commas between; all three when no --variant is given',
    )
    .addOption(
      repeatable(
        '--variant <name:path=value,...>',
        'another network, e.g. wide:model.layers.1.units=64 or big:cell=GRU,model.layers.1.units=64; can be given several times',
      ),
    )
    .addOption(json())
    .action(async (file, options) => end(await race(context, file, options)))
  program
    .command('sample')
    .description('train the bundled sample, with curves drawn in text')
    .action(async () => end(await trainSample(context)))
}
