// The page of a language model: it writes on from a prompt, token by token.
import { element, field } from './dom.mjs'
import { tokenStrip } from './token-strip.mjs'
import { inTurns } from './turns.mjs'
import { plural, score } from './words.mjs'
import { createWriter } from './writer.mjs'

const mostTokens = 20_000

export function writingView(data, network) {
  const settings = createSettings()
  const strip = tokenStrip('Written text')
  const status = element('p', { className: 'counted muted small', role: 'status' })
  const button = element('button', { type: 'submit', className: 'primary' }, 'Write')
  const actions = element('div', { className: 'actions' }, button)
  const form = element('form', { className: 'typing' }, ...settings.fields, actions)
  const write = createWriting(createWriter(data, network), strip, status)
  let stop = null
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (stop) return stop()
    const writing = write(settings.read())
    stop = writing.stop
    button.textContent = 'Stop'
    // Stopping does not depend on what is typed meanwhile.
    form.noValidate = true
    await writing.ended
    stop = null
    button.textContent = 'Write'
    form.noValidate = false
  })
  return [form, element('div', { className: 'result' }, strip.box, status, strip.told, legend())]
}

/** A function that writes a text into the strip: { stop, ended }. */
function createWriting(begin, strip, status) {
  strip.box.classList.add('running')
  strip.clear(element('span', { className: 'muted' }, 'What the model writes comes here.'))
  const follow = follower(strip.box)

  /** Shows token after token; returns words on why it ended. */
  function* writing({ prompt, length, ...choice }, shown) {
    const text = begin(prompt)
    const before = element('span', { className: 'prompt' }, prompt)
    strip.clear(before)
    while (shown.count < length) {
      const token = yield* text.next(choice)
      if (token === null) return ', up to the end that the model gave it'
      // Words bring the space before them.
      if (shown.count === 0 && token.text.startsWith(' ')) before.textContent = prompt.trimEnd()
      strip.add(token)
      shown.count++
    }
    return ''
  }

  async function write(request, isStopped) {
    const started = performance.now()
    const shown = { count: 0 }
    status.textContent = 'Writing'
    const ending = (await inTurns(writing(request, shown), isStopped, follow)) ?? ', stopped'
    const speed = Math.round(shown.count / ((performance.now() - started) / 1000)) || 0
    const told = `${speed.toLocaleString('en-US')} a second, seed ${request.seed}`
    status.textContent = `${plural(shown.count, 'token')}${ending}. ${told}.`
  }

  return (request) => {
    let isStopped = false
    const stop = () => {
      isStopped = true
    }
    return { stop, ended: write(request, () => isStopped) }
  }
}

/** Keeps the end of a box in view, but for whoever scrolls back to read. */
function follower(box) {
  let isAtEnd = true
  box.addEventListener('scroll', () => {
    isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40
  })
  return () => {
    if (isAtEnd) box.scrollTop = box.scrollHeight
  }
}

function legend() {
  return element(
    'p',
    { className: 'legend muted small' },
    element('span', { className: 'scale', 'aria-hidden': 'true' }),
    'The more tinted, the less probable the token was. Point at one, or go there with the arrow keys.',
  )
}

function createSettings() {
  const prompt = element('textarea', {
    rows: 4,
    maxLength: 100_000,
    spellcheck: false,
    dir: 'auto',
    placeholder: 'What the text begins with; empty: as the training text does.',
  })
  const number = (value, min, max, placeholder = '') =>
    element('input', { type: 'number', value, min, max, step: 1, placeholder })
  const length = number(200, 1, mostTokens)
  length.required = true
  const topK = number('', 1, 1_000_000, 'all')
  const seed = number('', 0, 4_294_967_295, 'a new one')
  const temperature = element('input', { type: 'range', min: 0, max: 2, step: 0.1, value: 0.8 })
  const warmth = element('span', { className: 'muted' }, score(0.8, 1))
  temperature.addEventListener('input', () => {
    warmth.textContent = score(Number(temperature.value), 1)
  })
  return {
    fields: [
      field('Prompt', prompt),
      element(
        'div',
        { className: 'settings' },
        field('Length', length, unit('tokens')),
        field('Temperature', temperature, warmth),
        field('Top-k', topK, unit('most probable')),
        field('Seed', seed, unit('repeats a text')),
      ),
    ],
    read: () => ({
      prompt: prompt.value,
      length: Number(length.value),
      temperature: Number(temperature.value),
      topK: topK.value === '' ? null : Number(topK.value),
      seed: seed.value === '' ? Math.floor(Math.random() * 1_000_000) : Number(seed.value),
    }),
  }
}

function unit(text) {
  return element('span', { className: 'muted' }, text)
}
