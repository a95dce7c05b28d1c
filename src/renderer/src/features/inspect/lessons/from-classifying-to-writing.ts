// Lesson 6: one answer at the end becomes an answer at every step, and that an input again.
import { formatCount } from '#shared/domain/format'
import { tokensOf } from './first-layer'
import {
  checkChoice,
  checkNumber,
  done,
  findNoRun,
  findNoText,
  missing,
  type CheckResult,
  type Lesson,
  type LessonContext,
} from './lesson'

const rightAnswers = [
  'The next one of the text',
  'The same one again',
  'The most frequent one of the data',
]

export const fromClassifyingToWriting: Lesson = {
  id: 'writing',
  title: 'From classifying to writing',
  about: 'One answer at the end, an answer at every step, and an answer that is read again.',
  minutes: 5,
  needs: 'a trained run that classifies texts, and one that writes text (a language model)',
  findProblem: findNoRun,
  sources: ['elman', 'cho'],
  steps: [
    {
      id: 'one-answer',
      title: 'One answer',
      text: () =>
        'A network that classifies reads the whole text, and answers once, from what it then has. Here is such an answer for two classes, made from the last state.',
      equations: () => [
        {
          tex: 'y = \\sigma(W h_T + b)',
          label: 'the answer y is the sigmoid of W times the last state plus b',
        },
      ],
      task: () =>
        'Open a run that classifies, and look at Unrolled. How many answers has it for your text?',
      answer: { kind: 'number' },
      view: 'unrolled',
      check: (context) => {
        if (context.run?.experiment.task !== 'classification')
          return missing('Open a run that classifies texts, or train the sample.')
        return checkOutputs(context, 'It is drawn above the last cell.')
      },
    },
    {
      id: 'every-step',
      title: 'An answer at every step',
      text: () =>
        'A language model answers after every word or letter: how probable is each token as the next one? The same state and the same cell, with an answer at each step.',
      equations: () => [
        {
          tex: 'p_t = \\operatorname{softmax}(W h_t + b)',
          label: 'the probabilities at step t are the softmax of W times the state plus b',
        },
      ],
      task: () =>
        'Open a run that writes text: in the step Data choose the task of writing and any text file, and train it. How many answers has it for a text of yours?',
      answer: { kind: 'number' },
      view: 'unrolled',
      check: (context) =>
        checkWriter(context) ?? checkOutputs(context, 'Count the answers above the cells.'),
    },
    {
      id: 'next-token',
      title: 'What it learns from',
      text: ({ inspection }) => {
        const tokens = inspection ? tokensOf(inspection) : []
        return `Nobody has to label anything: the text itself holds the answers.${
          tokens.length > 1 ? ` Your text begins with "${tokens[0]}" and "${tokens[1]}".` : ''
        }`
      },
      task: () => 'Which token is the right answer at a step of the text?',
      answer: { kind: 'choice', options: () => rightAnswers },
      view: 'unrolled',
      check: (context) => checkWriter(context) ?? checkNextToken(context),
    },
    {
      id: 'write',
      title: 'Reading its own answer',
      text: () =>
        'To write, take a token by its probability and give it to the network as its next input. The answer goes into the loop, too. Nothing else is needed.',
      equations: () => [
        {
          tex: 'x_{t+1} = E[\\,\\text{token drawn from } p_t\\,]',
          label: 'the next input is the embedding of a token drawn from the probabilities',
        },
      ],
      task: () => 'Let it write: in the step Train, under Try it.',
      view: null,
      check: (context) =>
        checkWriter(context) ??
        (context.hasWritten
          ? done('Each token of this text was an answer first, and an input after.')
          : missing('Open the step Train and press Write under Try it.')),
    },
  ],
}

/** What is missing while no language model is open; null when one is. */
function checkWriter(context: LessonContext): CheckResult | null {
  const { run } = context
  if (run?.experiment.task !== 'language-model')
    return missing('The open run does not write. Open a language model, or train one.')
  return run.hasModel ? null : missing('This run can be looked into after its first epoch.')
}

function checkOutputs(context: LessonContext, hint: string): CheckResult {
  const noText = findNoText(context, 2)
  if (noText || !context.inspection) return noText ?? missing('Type a text above.')
  const { outputs, source } = context.inspection
  const [answers, tokens] = [outputs.length, source.tokens.length].map(formatCount)
  return checkNumber(context, outputs.length, {
    right: `Yes: ${answers} ${outputs.length === 1 ? 'answer' : 'answers'} for ${tokens} tokens.`,
    hint,
  })
}

function checkNextToken(context: LessonContext): CheckResult {
  const noText = findNoText(context, 2)
  if (noText || !context.inspection) return noText ?? missing('Type a text above.')
  const [first, second] = tokensOf(context.inspection)
  return checkChoice(context, rightAnswers[0], {
    right: `Yes: after "${first}" the right answer is "${second}", and so on to the end.`,
    hint: 'It is to say how a text goes on.',
  })
}
