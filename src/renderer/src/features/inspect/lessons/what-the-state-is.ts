// Lesson 2: the loop. What a state holds, what it begins with, and that it knows the order of words.
import { formatScore, plural } from '#shared/domain/format'
import { equationsOf } from '#shared/domain/reference/equations'
import {
  changesOf,
  firstLayerOf,
  indexOfLargest,
  liveliestUnit,
  stateDifference,
  tokensOf,
} from './first-layer'
import {
  checkChoice,
  done,
  findNoRun,
  findNoText,
  missing,
  type CheckResult,
  type Lesson,
  type LessonContext,
} from './lesson'

const beginnings = [
  'Zeros',
  'What steps before the text have left',
  'The last state of the text before',
]

export const whatTheStateIs: Lesson = {
  id: 'state',
  title: 'What the state is',
  about: 'The loop: what a layer keeps from word to word, and what it begins with.',
  minutes: 5,
  needs: 'a trained run with a recurrent layer',
  findProblem: findNoRun,
  sources: ['elman'],
  steps: [
    {
      id: 'loop',
      title: 'The loop',
      text: () =>
        'A recurrent layer has what no other layer has: what comes out goes in again with the next word. That is the state, h. A new state is made from the new word and the old state, and from nothing else.',
      equations: () =>
        equationsOf('SimpleRNN', 'apart').map(({ tex, name }) => ({ tex, label: name })),
      task: () => 'Open Step through with a text of at least four words.',
      view: 'steps',
      check: (context) => {
        if (context.view !== 'steps') return missing('Open the view Step through.')
        const noText = findNoText(context, 4)
        return (
          noText ??
          done('Here you see h before each word and after it: after one is before the next.')
        )
      },
    },
    {
      id: 'beginning',
      title: 'Before the first word',
      text: () =>
        'The first word needs an old state too. Before it the network usually reads a start mark, and in front of that padding, where all texts are filled up to one length. The layer takes these steps like any other.',
      task: () => 'Go back to the first word and look at h before it. What is it?',
      answer: { kind: 'choice', options: () => beginnings },
      view: 'steps',
      check: checkBeginning,
    },
    {
      id: 'change',
      title: 'What a word does',
      text: (context) => {
        const layer = firstLayerOf(context.inspection)
        return `Each word changes some units much and others hardly. ${layer ? `In your text, unit ${liveliestUnit(layer)} of ${layer.name} moves most.` : ''}`
      },
      task: () =>
        'Choose the word at which this unit changes most from one step to the next. States and gates shows the unit, Step through its numbers.',
      view: 'states',
      check: checkChange,
    },
    {
      id: 'order',
      title: 'Order',
      text: () =>
        'A bag of words does not know which word came first. A state does, since each is made from the one before.',
      task: () =>
        'Put the words of your text in another order, the same words, and see what becomes of the last state.',
      view: 'states',
      check: checkOrder,
    },
  ],
}

function checkBeginning(context: LessonContext): CheckResult {
  const noText = findNoText(context, 1)
  const layer = firstLayerOf(context.inspection)
  if (noText || !layer || !context.inspection) return noText ?? missing('Type a text above.')
  const isZero = layer.initialHidden.every((value) => value === 0)
  const { paddingBefore } = context.inspection.source
  return checkChoice(context, beginnings[isZero ? 0 : 1], {
    right: isZero
      ? 'Yes: before the first word there is nothing to remember, so all numbers are 0.'
      : `Yes: the layer had taken ${plural(paddingBefore, 'step')} before your first word, and that left a state.`,
    hint: 'Look at the numbers of h before the first word in Step through.',
  })
}

function checkChange(context: LessonContext): CheckResult {
  const noText = findNoText(context, 3)
  const layer = firstLayerOf(context.inspection)
  if (noText || !layer || !context.inspection) return noText ?? missing('Type a text above.')
  const unit = liveliestUnit(layer)
  const changes = changesOf(layer, unit, layer.goesBackwards)
  const at = Math.min(context.token, changes.length - 1)
  const word = tokensOf(context.inspection)[at]
  const by = formatScore(changes[at])
  return at === indexOfLargest(changes)
    ? done(`Yes: at "${word}" unit ${unit} changes by ${by}, more than at any other word.`)
    : missing(`At "${word}" it changes by ${by}. At another word it changes more.`)
}

function checkOrder(context: LessonContext): CheckResult {
  const { start, inspection } = context
  const noText = findNoText(context, 3)
  const [before, now] = [firstLayerOf(start), firstLayerOf(inspection)]
  if (noText || !start || !inspection || !before || !now)
    return noText ?? missing('Type a text above.')
  const [first, second] = [tokensOf(start), tokensOf(inspection)]
  const words = `"${first.join(' ')}"`
  if (first.toSorted().join('\n') !== second.toSorted().join('\n'))
    return missing(`Use the same words as before, no more and no less: ${words}.`)
  if (first.join('\n') === second.join('\n'))
    return missing(`Put these in another order: ${words}.`)
  const difference = stateDifference(before, now, before.hidden.rows - 1, now.hidden.rows - 1)
  return done(
    `The same words, and yet a unit of the last state differs by ${formatScore(difference)}. The order is in the state.`,
  )
}
