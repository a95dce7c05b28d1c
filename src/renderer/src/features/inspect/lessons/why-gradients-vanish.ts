// Lesson 4: what happens to a gradient on its way back through time, on the learner's own text.
import { formatCount } from '#shared/domain/format'
import { examSentence } from '#shared/domain/inside/exam-words'
import { byDistance, memoryHorizon, type InspectedLayer } from '#shared/domain/inside/inspection'
import { gradientEquationsOf } from '#shared/domain/reference/gradient-equations'
import { firstLayerOf, indexOfLargest } from './first-layer'
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

const leastWords = 5
const places = ['Near the first word', 'In the middle', 'Near the last word']
/** How far off a factor for one step may be. */
const factorTolerance = 0.02
/** An exam shows something from here on. */
const leastExamLength = 20

export const whyGradientsVanish: Lesson = {
  id: 'gradients',
  title: 'Why gradients vanish',
  about: 'What becomes of the loss on its way back through time, and how far back it reaches.',
  minutes: 5,
  needs: 'a trained run with a recurrent layer, and half a minute for a memory exam',
  findProblem: findNoRun,
  sources: ['pascanu', 'hochreiter'],
  steps: [
    {
      id: 'product',
      title: 'A product of many factors',
      text: () =>
        'To learn from an early word, the loss has to tell the state after that word what to change. It gets there step by step, and at each step it is multiplied by how much a state depends on the one before.',
      equations: (context) =>
        gradientEquationsOf(firstLayerOf(context.inspection)?.cell ?? 'SimpleRNN').map(
          ({ tex, name }) => ({ tex, label: name }),
        ),
      task: () => `Open Gradients with a text of at least ${leastWords} words.`,
      view: 'gradients',
      check: (context) => {
        if (context.view !== 'gradients') return missing('Open the view Gradients.')
        return (
          findNoText(context, leastWords) ??
          done('The curve shows how large the gradient is at each distance from the end.')
        )
      },
    },
    {
      id: 'largest',
      title: 'Where it is large',
      text: () =>
        'The height of the curve at a word is the length of the gradient with respect to the state after it: how much the loss would change if that state did.',
      task: () => 'Where in your text is the gradient largest?',
      answer: { kind: 'choice', options: () => places },
      view: 'gradients',
      check: (context) =>
        withNorms(context, (norms) => {
          const place = Math.floor((indexOfLargest(norms) * places.length) / norms.length)
          return checkChoice(context, places[place], {
            right: `Yes: it is largest at word ${indexOfLargest(norms) + 1} of ${norms.length}.`,
            hint: 'Distance 0 is the last word of the text.',
          })
        }),
    },
    {
      id: 'factor',
      title: 'The factor of one step',
      text: (context) => {
        const fall = fallOf(firstLayerOf(context.inspection))
        return fall
          ? `In your text the gradient is ${short(fall.first)} at the first word and ${short(fall.last)} at the last, ${fall.steps} steps later. Had each step multiplied it by the same factor, that factor to the power ${fall.steps} would be ${short(fall.first)} / ${short(fall.last)}.`
          : 'In your text no gradient arrives at the first or the last word.'
      },
      equations: () => [
        {
          tex: '\\left(\\frac{\\text{first}}{\\text{last}}\\right)^{1/\\text{steps}}',
          label: 'first divided by last, to the power one over the number of steps',
        },
      ],
      task: () => 'Which factor is it? Two digits after the point will do.',
      answer: { kind: 'number' },
      view: 'gradients',
      check: checkFactor,
    },
    {
      id: 'horizon',
      title: 'The memory horizon',
      text: () =>
        'How many steps back until the gradient is under 1 % of its largest, and stays there? From there on hardly anything is learned from a word. The lab calls it the memory horizon.',
      task: () =>
        'What is the horizon of your run on this text? If the gradient never falls so far, answer with the number of words.',
      answer: { kind: 'number' },
      view: 'gradients',
      check: (context) =>
        withNorms(context, (norms, layer) => {
          const horizon = memoryHorizon(byDistance(layer))
          // "Over 6" of 7 words is 6 steps back from the last one, or 7 words.
          return checkNumber(context, horizon ?? norms.length - 0.5, {
            tolerance: horizon === null ? 0.5 : 0,
            right:
              horizon === null
                ? 'Yes: it reaches back over the whole text.'
                : `Yes: ${formatCount(horizon)} steps back.`,
            hint: `Gradients says it for the layer ${layer.name}.`,
          })
        }),
    },
    {
      id: 'cells',
      title: 'A cell that keeps it',
      text: () =>
        'Whether this can be helped is a question of the cell. Let a cell without gates and one with gates learn the same task, from the same examples.',
      task: () =>
        `Take a Memory exam with SimpleRNN and LSTM or GRU, up to at least ${leastExamLength}. It takes about half a minute.`,
      view: 'exam',
      check: checkExam,
    },
  ],
}

function withNorms(
  context: LessonContext,
  use: (norms: readonly number[], layer: InspectedLayer) => CheckResult,
): CheckResult {
  const noText = findNoText(context, leastWords)
  const layer = firstLayerOf(context.inspection)
  if (noText || !layer) return noText ?? missing('Open a run with a recurrent layer.')
  return use(Array.from(layer.gradientNorms), layer)
}

interface Fall {
  readonly first: number
  readonly last: number
  readonly steps: number
  readonly factor: number
}

/** Null: the gradient is 0 at one end. */
function fallOf(layer: InspectedLayer | null): Fall | null {
  if (!layer || layer.gradientNorms.length < 2) return null
  const { gradientNorms } = layer
  const steps = gradientNorms.length - 1
  const [first, last] = [gradientNorms[0], gradientNorms[steps]]
  return first > 0 && last > 0
    ? { first, last, steps, factor: (first / last) ** (1 / steps) }
    : null
}

function checkFactor(context: LessonContext): CheckResult {
  return withNorms(context, (_norms, layer) => {
    const fall = fallOf(layer)
    if (!fall) return missing('Take a text at whose first word some gradient arrives.')
    const { factor, steps } = fall
    return checkNumber(context, factor, {
      tolerance: factorTolerance,
      right: `Yes, ${factor.toFixed(2)}: after ${steps} steps ${short(factor ** steps * 100)} % is left, after 100 steps it would be ${short(factor ** 100 * 100)} %.`,
      hint: 'Divide the gradient at the first word by the one at the last, and take the root.',
    })
  })
}

function checkExam({ exams }: LessonContext): CheckResult {
  const fitting = exams.find(
    ({ request, state, scores }) =>
      state === 'done' &&
      request.cells.includes('SimpleRNN') &&
      request.cells.length > 1 &&
      scores.some(({ length }) => length >= leastExamLength),
  )
  return fitting
    ? done(examSentence(fitting))
    : missing('Open Memory exam, leave SimpleRNN and a gated cell ticked, and start it.')
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 1000 ? value.toExponential(2) : String(Number(value.toPrecision(3)))
}
