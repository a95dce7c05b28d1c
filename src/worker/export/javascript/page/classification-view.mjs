// The page of a classifier: how probable each label is for a text, or the number that it reads off one.
import { createClassifier } from './classifier.mjs'
import { bars, element } from './dom.mjs'
import { countOf, labelBars, typedText } from './typed-text.mjs'
import { amount, exact, score } from './words.mjs'

const most = 10

export function classificationView(data, network) {
  const { labelKind, examples, vocabulary } = data
  const { follows, show, say } = kinds[labelKind](data)
  return typedText({
    label: 'Text',
    placeholder: `Type a text; ${follows} at every pause.`,
    rows: 6,
    text: examples[0] ?? '',
    examples,
    answer: createClassifier(data, network),
    show,
    say,
    count: (answer) => countOf(answer, vocabulary.text.level),
  })
}

const kinds = {
  class({ labels }) {
    const best = ({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))
    return {
      follows: 'the probabilities follow',
      show: (answer) => [
        headline(answer ? labels[best(answer)] : '–'),
        answer
          ? labelBars('Probabilities', labels, answer.probabilities, most)
          : emptyBars(labels.slice(0, most)),
        shownOf(labels),
      ],
      say: (answer) =>
        `${labels[best(answer)]}, probability ${score(answer.probabilities[best(answer)])}`,
    }
  },
  labels({ labels }) {
    const chosen = ({ probabilities }) => labels.filter((_, index) => probabilities[index] >= 0.5)
    const inWords = (answer) => chosen(answer).join(', ') || 'None of the labels'
    return {
      follows: 'the probability of each label follows',
      show: (answer) => [
        headline(answer ? inWords(answer) : '–'),
        answer ? eachLabel(labels, answer.probabilities) : emptyBars(labels.slice(0, most)),
        shownOf(labels),
      ],
      say: inWords,
    }
  },
  number({ scale }) {
    return {
      follows: 'the number follows',
      show: (answer) => [
        headline(answer ? amount(answer.value) : '–', answer ? exact(answer.value) : ''),
        rangeOf(scale, answer?.value ?? null),
        element(
          'p',
          { className: 'muted small' },
          `The training data: mean ${amount(scale.mean)}, standard deviation ${amount(scale.deviation)}.`,
        ),
      ],
      say: ({ value }) => amount(value),
    }
  },
}

function headline(text, title = '') {
  return element('p', { className: 'headline', title }, text)
}

function shownOf(labels) {
  return labels.length > most
    ? element(
        'p',
        { className: 'muted small' },
        `The ${most} most probable of ${labels.length} labels.`,
      )
    : null
}

function emptyBars(labels) {
  const items = labels.map((label) => ({ label, share: null, text: '–', isStrong: false }))
  return bars('Probabilities', items)
}

/** Those from one half on are the answer. */
function eachLabel(labels, probabilities) {
  const all = labels.map((label, index) => ({
    label,
    share: probabilities[index],
    text: probabilities[index].toFixed(3),
    isStrong: probabilities[index] >= 0.5,
  }))
  const shown =
    all.length > most ? all.sort((one, other) => other.share - one.share).slice(0, most) : all
  return bars('Probability of each label', shown)
}

/** Three standard deviations to either side of the mean. */
function rangeOf({ mean, deviation }, value) {
  const track = element('div', { className: 'range', 'aria-hidden': 'true' })
  const place = (at, className) => {
    const mark = element('span', { className })
    mark.style.left = `${Math.min(100, Math.max(0, 50 + (50 * (at - mean)) / (3 * deviation)))}%`
    track.append(mark)
  }
  place(mean, 'mean')
  if (value !== null) place(value, 'mark')
  return track
}
