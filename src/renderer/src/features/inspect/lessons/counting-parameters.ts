// Lesson 1: where the number of parameters of a recurrent layer comes from.
import { formatCount } from '#shared/domain/format'
import { equationsOf } from '#shared/domain/reference/equations'
import {
  checkChoice,
  checkNumber,
  findNoRun,
  missing,
  type CheckResult,
  type Lesson,
  type LessonContext,
} from './lesson'
import { mainLayerOf, type MainLayer } from './main-layer'

const lengths = ['It stays the same', 'It doubles', 'It grows by one block for each word']
const cellWords = { SimpleRNN: 'A SimpleRNN', LSTM: 'An LSTM', GRU: 'A GRU' } as const

function withLayer({ run }: LessonContext, use: (layer: MainLayer) => CheckResult): CheckResult {
  const layer = mainLayerOf(run)
  return layer ? use(layer) : missing('Open a run with a recurrent layer.')
}

function say(context: LessonContext, words: (layer: MainLayer) => string): string {
  const layer = mainLayerOf(context.run)
  return layer ? words(layer) : ''
}

function largestLayer({ run }: LessonContext) {
  return run?.summary.layers.reduce((most, one) => (one.count > most.count ? one : most)) ?? null
}

export const countingParameters: Lesson = {
  id: 'parameters',
  title: 'Counting parameters',
  about:
    'Where the number of parameters of a recurrent layer comes from, and what does not change it.',
  minutes: 5,
  needs: 'a trained run with a recurrent layer',
  findProblem: findNoRun,
  sources: ['elman', 'hochreiter', 'cho'],
  steps: [
    {
      id: 'units',
      title: 'What goes in and what is kept',
      text: (context) =>
        say(
          context,
          ({ summary, inputs }) =>
            `At each step the layer ${summary.name} reads x, a vector of ${formatCount(inputs)} numbers, and keeps a state h, a vector with one number for each unit.`,
        ),
      task: () => 'How many units has it? The view Weights says so.',
      answer: { kind: 'number' },
      view: 'weights',
      check: (context) =>
        withLayer(context, ({ units }) =>
          checkNumber(context, units, {
            right: `Yes: h has ${formatCount(units)} numbers.`,
            hint: 'Open Weights: a recurrent kernel U has as many rows as the layer has units.',
          }),
        ),
    },
    {
      id: 'recurrent-kernel',
      title: 'One block',
      text: () =>
        'The equation of the simplest cell has three weights. W turns x into as many numbers as there are units, so it has inputs × units. b has one number for each unit. U turns the old state into the new one.',
      equations: () =>
        equationsOf('SimpleRNN', 'apart').map(({ tex, name }) => ({ tex, label: name })),
      task: (context) =>
        say(context, ({ units }) => `With ${formatCount(units)} units, how many numbers has U?`),
      answer: { kind: 'number' },
      view: 'weights',
      check: (context) =>
        withLayer(context, ({ units }) =>
          checkNumber(context, units * units, {
            right: `Yes: ${formatCount(units)} × ${formatCount(units)} = ${formatCount(units * units)}.`,
            hint: 'U goes from units numbers to units numbers.',
          }),
        ),
    },
    {
      id: 'all-blocks',
      title: 'All blocks',
      text: (context) =>
        say(
          context,
          ({ cell, blocks, directions }) =>
            `SimpleRNN has one such block. An LSTM has four, for three gates and a candidate; a GRU has three. ${cellWords[cell]} is what you have${directions === 2 ? `, twice: once for each direction` : ''}, so ${formatCount(blocks * directions)} ${blocks * directions === 1 ? 'block' : 'blocks'} of W, U and b.`,
        ),
      equations: (context) =>
        equationsOf(mainLayerOf(context.run)?.cell ?? 'LSTM', 'apart').map(({ tex, name }) => ({
          tex,
          label: name,
        })),
      task: () => 'How many parameters has the layer in all?',
      answer: { kind: 'number' },
      view: 'weights',
      check: (context) =>
        withLayer(context, ({ summary, units, inputs }) =>
          checkNumber(context, summary.count, {
            right: `Yes: ${summary.filled}.`,
            hint: `One block has W with ${formatCount(inputs)} × ${formatCount(units)}, U with ${formatCount(units)} × ${formatCount(units)}, and b. Count all blocks.`,
          }),
        ),
    },
    {
      id: 'length',
      title: 'What does not count',
      text: () => 'Look at the formula again: units and inputs stand in it, and nothing else.',
      task: () => 'What becomes of the number when the texts are twice as long?',
      answer: { kind: 'choice', options: () => lengths },
      view: null,
      check: (context) =>
        withLayer(context, ({ summary }) =>
          checkChoice(context, lengths[0], {
            right: `It stays at ${formatCount(summary.count)}: every step uses the same W, U and b.`,
            hint: 'Is the length of a text anywhere in the formula?',
          }),
        ),
    },
    {
      id: 'largest',
      title: 'Where most of them are',
      text: () =>
        'The recurrent layer is not always the largest. An Embedding has a row for every word of the vocabulary, whether the word is frequent or not.',
      task: () => 'Which layer of your run has the most parameters? The step Model lists them.',
      answer: {
        kind: 'choice',
        options: ({ run }) =>
          run?.summary.layers.filter(({ count }) => count > 0).map(({ name }) => name) ?? [],
      },
      view: null,
      check: (context) => {
        const largest = largestLayer(context)
        if (!largest || !context.run) return missing('Open a run with a recurrent layer.')
        return checkChoice(context, largest.name, {
          right: `Yes: ${largest.filled}, of ${formatCount(context.run.summary.total)} in all.`,
          hint: 'Compare the counts in the table of layers.',
        })
      },
    },
  ],
}
