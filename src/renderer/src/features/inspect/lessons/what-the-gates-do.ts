// Lesson 5: a gate is read, held shut and held open, and the answer looked at each time.
import type { Cell, GateName } from '#shared/domain/inside/cells'
import { formatScore } from '#shared/domain/format'
import type { InspectedLayer, Inspection } from '#shared/domain/inside/inspection'
import { equationsOf } from '#shared/domain/reference/equations'
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
import { mainLayerOf } from './main-layer'

type Gated = Exclude<Cell, 'SimpleRNN'>

/** The gate that decides what stays of the old state. */
const keepers: Record<Gated, GateName> = { LSTM: 'forget', GRU: 'update' }
const gateOptions: Record<Gated, readonly string[]> = {
  LSTM: ['Input gate', 'Forget gate', 'Output gate'],
  GRU: ['Update gate', 'Reset gate'],
}
const keeperTitles: Record<Gated, string> = { LSTM: 'Forget gate', GRU: 'Update gate' }
const openings = ['More open than shut: above 0.5 on average', 'More shut than open: below 0.5']

export const whatTheGatesDo: Lesson = {
  id: 'gates',
  title: 'What the gates do',
  about: 'Which gate keeps the past, how far yours is open, and what happens without it.',
  minutes: 5,
  needs: 'a trained run with an LSTM or a GRU',
  findProblem: (context) => {
    const problem = findNoRun(context)
    if (problem || cellOf(context)) return problem
    return 'The first recurrent layer of this run is a SimpleRNN, which has no gates. Open a run with an LSTM or a GRU, or train the sample.'
  },
  sources: ['hochreiter', 'cho'],
  steps: [
    {
      id: 'keeper',
      title: 'A number between 0 and 1',
      text: () =>
        'A gate is a number between 0 and 1 for each unit, made anew at each step from the word and the old state. Something is multiplied by it: 0 lets nothing through, 1 all.',
      equations: (context) =>
        equationsOf(cellOf(context) ?? 'LSTM', 'apart').map(({ tex, name }) => ({
          tex,
          label: name,
        })),
      task: () => 'Which gate decides how much of the old state stays?',
      answer: { kind: 'choice', options: (context) => gateOptions[cellOf(context) ?? 'LSTM'] },
      view: 'steps',
      check: (context) => {
        const cell = cellOf(context) ?? 'LSTM'
        return checkChoice(context, keeperTitles[cell], {
          right: `Yes: the ${keeperTitles[cell].toLowerCase()} is multiplied with the old state.`,
          hint: 'Look for the old state in the equations, and for what stands before it.',
        })
      },
    },
    {
      id: 'openness',
      title: 'How far yours is open',
      text: (context) =>
        `The ${keeperOf(context).toLowerCase()} of your run has a value for every word and unit.`,
      task: (context) =>
        `Look at the ${keeperOf(context).toLowerCase()} under States and gates. How is it on your text, over all words and units?`,
      answer: { kind: 'choice', options: () => openings },
      view: 'states',
      check: checkOpenness,
    },
    {
      id: 'shut',
      title: 'Held shut',
      text: (context) =>
        cellOf(context) === 'GRU'
          ? 'What if the old state never stayed? Every state is then the candidate alone.'
          : 'What if nothing of the old cell state stayed? All that can still come from earlier words has to come by h.',
      task: (context) =>
        `In Surgery, hold the ${keeperOf(context).toLowerCase()} of all units at 0, and compare the two answers.`,
      view: 'surgery',
      check: (context) => checkClamp(context, 0),
    },
    {
      id: 'open',
      title: 'Held open',
      text: (context) =>
        cellOf(context) === 'GRU'
          ? 'And if the old state always stayed as it is? Then no word can change it any more.'
          : 'And if all of the old cell state stayed? Then every word is added to it and none is ever forgotten.',
      task: (context) =>
        `Hold the ${keeperOf(context).toLowerCase()} at 1 instead, and see which of the two changes the answer more.`,
      view: 'surgery',
      check: (context) => checkClamp(context, 1),
    },
    {
      id: 'undo',
      title: 'As it was',
      text: () =>
        'The trained network was not touched: surgery changes what is computed, not the weights. That a gate can stay near 1 over many steps is what lets a gradient, and with it learning, reach far back.',
      task: () => 'Take the surgery back.',
      view: 'surgery',
      check: ({ surgery }) =>
        surgery.length === 0
          ? done('Nothing is held any more, and the answer is the old one.')
          : missing('Remove what is listed in Surgery, or undo it.'),
    },
  ],
}

/** Null: no gates. */
function cellOf({ run }: LessonContext): Gated | null {
  const cell = mainLayerOf(run)?.cell
  return cell === undefined || cell === 'SimpleRNN' ? null : cell
}

function keeperOf(context: LessonContext): string {
  return keeperTitles[cellOf(context) ?? 'LSTM']
}

function gatedLayer(inspection: Inspection | null, cell: Gated | null): InspectedLayer | null {
  return inspection?.layers.find((layer) => layer.cell === cell) ?? null
}

function checkOpenness(context: LessonContext): CheckResult {
  const cell = cellOf(context)
  const noText = findNoText(context, 1)
  const values = cell && gatedLayer(context.inspection, cell)?.gates[keepers[cell]]?.values
  if (noText || !cell || !values) return noText ?? missing('Open a run with an LSTM or a GRU.')
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return checkChoice(context, openings[mean > 0.5 ? 0 : 1], {
    right: `Yes: on average it is ${formatScore(mean, 2)}.`,
    hint: 'Choose the gate in States and gates, and look at the colours and the mean.',
  })
}

function checkClamp(context: LessonContext, value: 0 | 1): CheckResult {
  const cell = cellOf(context)
  const noText = findNoText(context, 1)
  if (noText || !cell) return noText ?? missing('Open a run with an LSTM or a GRU.')
  const title = keeperTitles[cell].toLowerCase()
  const holds = context.surgery.flatMap((one) =>
    one.type === 'clamp-gate' && one.gate === keepers[cell] ? [one] : [],
  )
  // The last one that was made counts.
  const last = holds.at(-1)
  if (!last) return missing(`Open Surgery, choose the ${title} and hold it at ${value}.`)
  if (last.units !== null) return missing(`Hold the ${title} of all units, not of some.`)
  if (last.value !== value)
    return missing(`The ${title} is held at ${last.value}. Hold it at ${value}.`)
  return done(`The ${title} is held at ${value}: both answers stand beside each other in Surgery.`)
}
