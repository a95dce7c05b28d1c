// The views of the Inspect step: what they are called, and what each is for in one line.
import type { InspectView } from '../../state/inspect.svelte'

export interface ViewName {
  readonly id: InspectView
  readonly name: string
  readonly about: string
}

export const viewGroups: readonly {
  readonly title: string
  readonly views: readonly ViewName[]
}[] = [
  {
    title: 'This run',
    views: [
      { id: 'unrolled', name: 'Unrolled', about: 'The network drawn over the tokens of a text.' },
      { id: 'steps', name: 'Step through', about: 'Every number of a step, and its equation.' },
      { id: 'states', name: 'States and gates', about: 'Units by tokens, for states and gates.' },
      { id: 'weights', name: 'Weights', about: 'The matrices of each gate, and how they changed.' },
      { id: 'gradients', name: 'Gradients', about: 'How far back the loss reaches.' },
      { id: 'time', name: 'Time travel', about: 'How states and gates formed while it learned.' },
      {
        id: 'surgery',
        name: 'Surgery',
        about: 'Change something inside and see what it was good for.',
      },
      {
        id: 'words',
        name: 'Word pictures',
        about: 'Embeddings, neighbours, and what an answer hangs on.',
      },
    ],
  },
  {
    title: 'Cells',
    views: [
      {
        id: 'race',
        name: 'Cell race',
        about: 'Two to four networks side by side on the same batches.',
      },
      {
        id: 'exam',
        name: 'Memory exam',
        about: 'How far back a cell remembers, on generated tasks.',
      },
    ],
  },
  {
    title: 'Learn',
    views: [
      { id: 'lessons', name: 'Lessons', about: 'Six lessons of five minutes on your own run.' },
    ],
  },
]

/** Views that look at the sentence. */
export const sentenceViews: ReadonlySet<InspectView> = new Set([
  ...(['unrolled', 'steps', 'states', 'gradients', 'surgery', 'words'] as const),
])
