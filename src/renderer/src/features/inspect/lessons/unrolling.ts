// Lesson 3: the loop drawn as a chain, and what it means that all its cells share their weights.
import { formatCount } from '#shared/domain/format'
import { equationsOf } from '#shared/domain/reference/equations'
import { firstLayerOf, stateDifference, tokensOf } from './first-layer'
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
import { mainLayerOf } from './main-layer'

const longerBy = 3
/** Two passes over the same words give the same numbers up to this. */
const same = 1e-6
const whichStates = [
  'Only the state after the last word',
  'All states',
  'All states but the last one',
]

export const unrolling: Lesson = {
  id: 'unrolling',
  title: 'Unrolling and shared weights',
  about: 'The loop drawn as a chain: many cells, one set of weights.',
  minutes: 5,
  needs: 'a trained run with a recurrent layer',
  findProblem: findNoRun,
  sources: ['elman', 'pascanu'],
  steps: [
    {
      id: 'chain',
      title: 'From a loop to a chain',
      text: () =>
        'Drawn word by word, the loop becomes a chain: one cell for each word, each handing its state to the next. They are pictures of the same cell at different times. The equations have a t at x and at h, and none at W, U and b.',
      equations: ({ run }) =>
        equationsOf(mainLayerOf(run)?.cell ?? 'SimpleRNN', 'apart').map(({ tex, name }) => ({
          tex,
          label: name,
        })),
      task: () =>
        'Open Unrolled with a text of at least three words. Point at a cell: all light up, since they share their weights.',
      view: 'unrolled',
      check: (context) => {
        if (context.view !== 'unrolled') return missing('Open the view Unrolled.')
        const noText = findNoText(context, 3)
        const count = context.inspection?.source.tokens.length ?? 0
        return noText ?? done(`Your text is drawn as a chain of ${formatCount(count)} cells.`)
      },
    },
    {
      id: 'parameters',
      title: 'How many weights a chain has',
      text: ({ run, inspection }) => {
        const layer = mainLayerOf(run)
        const count = inspection?.source.tokens.length ?? 0
        return layer
          ? `The layer ${layer.summary.name} has ${formatCount(layer.summary.count)} parameters, and the chain ${formatCount(count)} cells.`
          : ''
      },
      task: () => 'How many parameters has the whole chain?',
      answer: { kind: 'number' },
      view: 'unrolled',
      check: (context) => {
        const layer = mainLayerOf(context.run)
        if (!layer) return missing('Open a run with a recurrent layer.')
        const count = formatCount(layer.summary.count)
        return checkNumber(context, layer.summary.count, {
          right: `Yes: ${count}. Every cell uses the same ones.`,
          hint: 'The cells do not have weights of their own.',
        })
      },
    },
    {
      id: 'longer',
      title: 'A longer text',
      text: () =>
        'That is why a recurrent layer can read texts of any length, also longer ones than it ever saw: it needs more steps, and no more weights.',
      task: () => `Make your text longer by ${longerBy} words or more.`,
      view: 'unrolled',
      check: checkLonger,
    },
    {
      id: 'past',
      title: 'Which way it goes',
      text: () =>
        'The chain goes one way: a state is made from what the layer has read up to then, and knows nothing of the rest.',
      task: () =>
        'Put another word in place of the last one of your text, and look at the states. Which have changed?',
      answer: { kind: 'choice', options: () => whichStates },
      view: 'unrolled',
      check: checkPast,
    },
  ],
}

function checkLonger(context: LessonContext): CheckResult {
  const { start, inspection, run } = context
  if (!start || !inspection) return findNoText(context, 1) ?? missing('Type a text above.')
  const [before, now] = [start.source.tokens.length, inspection.source.tokens.length]
  if (inspection.source.cut > 0)
    return missing(
      `Your network reads ${formatCount(now)} words at most, and your text is longer. Begin this step with a shorter one.`,
    )
  if (now < before + longerBy)
    return missing(`It had ${before} words when this step began, and has ${now} now.`)
  const count = formatCount(mainLayerOf(run)?.summary.count ?? 0)
  return done(`${before} cells before, ${now} now, and the same ${count} parameters.`)
}

function checkPast(context: LessonContext): CheckResult {
  const { start, inspection } = context
  const noText = findNoText(context, 3)
  const [before, now] = [firstLayerOf(start), firstLayerOf(inspection)]
  if (noText || !start || !inspection || !before || !now)
    return noText ?? missing('Type a text above.')
  const [first, second] = [tokensOf(start), tokensOf(inspection)]
  const last = first.length - 1
  const isOneChanged =
    second.length === first.length &&
    first.every((token, index) => (token === second[index]) === index < last)
  if (!isOneChanged)
    return missing(`Change the last word alone of "${first.join(' ')}". It stays one word.`)
  const isChanged = (row: number) => stateDifference(before, now, row) > same
  const changed = first.flatMap((_, row) => (isChanged(row) ? [row] : []))
  const isOnlyLast = changed.every((row) => row === last)
  const isAll = changed.length === first.length
  const wanted = isOnlyLast ? 0 : isAll ? 1 : 2
  return checkChoice(context, whichStates[wanted], {
    right: isOnlyLast
      ? `Yes: the ${last} states before it are the same to the last digit.`
      : 'Yes: this layer reads the text from its end.',
    hint: 'Compare the colours of the cells before and after the change.',
  })
}
