// `unroll runs` and what it does with single runs.
import { Option, type Command } from 'commander'
import { runStates } from '#shared/domain/run'
import { deleteRuns } from '../commands/delete-runs'
import { noteRun } from '../commands/note-run'
import { listRuns } from '../commands/runs'
import { showRun } from '../commands/show-run'
import type { Context } from '../context'
import { sortings } from '../run-filter'
import { addImport } from './exchange-commands'
import { json, repeatable, runArgument, wholeNumber, type End } from './options'

export function addStoreCommands(program: Command, context: Context, end: End): void {
  const runs = program
    .command('runs')
    .description('list the runs, or do something with one')
    // Options after a command of its own belong to that.
    .enablePositionalOptions()
    .option('--search <text>', 'words in the id, name, state, notes, tags or group')
    .addOption(repeatable('--tag <tag>', 'with this tag; repeatable'))
    .addOption(new Option('--state <state>', 'in this state').choices(runStates))
    .option('--starred', 'with a star')
    .option('--group <group>', 'of this sweep: its name, or its id or the start of it')
    .addOption(
      new Option(
        '--sort <by>',
        'when: newest first; best: the best first, tasks apart; loss: lowest first; time: longest first',
      )
        .choices(sortings)
        .default('when'),
    )
    .option('--limit <number>', 'at most so many', wholeNumber)
    .addOption(json())
    .action(async (options) => end(await listRuns(context, options)))
  addSingleRunCommands(runs, context, end)
}

function addSingleRunCommands(runs: Command, context: Context, end: End): void {
  runs
    .command('show')
    .description('print what a run is, kept and logged, its epochs and its checkpoints')
    .argument('<run>', runArgument)
    .addOption(json())
    .action(async (run, options) => end(await showRun(context, run, options)))
  runs
    .command('note')
    .description("change a run's name, notes, tags or star")
    .argument('<run>', runArgument)
    .option('--name <name>', "shown in place of the experiment's; empty: that")
    .option('--notes <text>', 'notes in place of those that are there')
    .addOption(
      repeatable('--tag <tag>', 'a tag in place of those that are there; repeatable; empty: none'),
    )
    .option('--star', 'give it a star')
    .option('--no-star', 'take the star away')
    .addOption(json())
    .action(async (run, options) => end(await noteRun(context, run, options)))
  runs
    .command('delete')
    .description("move runs to the system's trash")
    .argument('<runs...>', runArgument)
    .option('--yes', 'do not ask')
    .addOption(json())
    .action(async (names, options) => end(await deleteRuns(context, names, options)))
  addImport(runs, context, end)
}
