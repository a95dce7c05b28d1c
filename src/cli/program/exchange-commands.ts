// The commands that take models in from elsewhere and check those that went there.
import type { Command } from 'commander'
import { importRun } from '../commands/import-run'
import { verifyExport } from '../commands/verify-export'
import type { Context } from '../context'
import { json, type End } from './options'

export function addExchangeCommands(program: Command, context: Context, end: End): void {
  addImport(program, context, end)
  program
    .command('verify')
    .description("run an exported folder's test vectors through its own files")
    .argument('<dir>', 'a folder that unroll export wrote')
    .addOption(json())
    .action(async (folder, options) => end(await verifyExport(context, folder, options)))
}

/** `unroll import`, and `unroll runs import`, which is the same. */
export function addImport(parent: Command, context: Context, end: End): void {
  parent
    .command('import')
    .description('take a run, or a model of TensorFlow.js or Keras, into the run store')
    .argument('<path>', 'a run folder, a run.zip, a model.json or its folder, a .keras or .h5 file')
    .option('--name <name>', "the run's name, instead of the file's")
    .option(
      '--vocabulary <file>',
      'of a model: tokens in the order of their ids, or a table from word to id',
    )
    .option('--labels <names>', 'of a model: in the order of its outputs, with commas between')
    .addOption(json())
    .action(async (path, options) => end(await importRun(context, path, options)))
}
