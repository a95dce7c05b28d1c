// How far a person is in the lessons: the step that is open, what was answered, and what is done.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Inspection } from '#shared/domain/inside/inspection'
import type { LabState } from '../../../state/app.svelte'
import { allLessons } from './all-lessons'
import {
  missing,
  type CheckResult,
  type Lesson,
  type LessonContext,
  type LessonStep,
} from './lesson'

type Lab = Pick<
  LabState,
  'client' | 'inspect' | 'selected' | 'exam' | 'writings' | 'notices' | 'trainSample'
>

// What follows from others is worked out when it is asked for: a course outlives the components that would own a $derived.
export class Course {
  /** `lesson/step` of steps that are done. */
  readonly done = new SvelteSet<string>()
  /** By `lesson/step`. */
  readonly #answers = new SvelteMap<string, string>()
  /** What a step that is done had to say, by `lesson/step`. */
  readonly #said = new SvelteMap<string, string>()
  /** The step that is open, by lesson. */
  readonly #places = new SvelteMap<string, number>()
  /** What the network had done with the text when the step was opened. */
  #start: Inspection | null = $state.raw(null)
  #isLoaded = false
  readonly #lab: Lab

  constructor(lab: Lab) {
    this.#lab = lab
  }

  get lesson(): Lesson | null {
    return allLessons.find(({ id }) => id === this.#lab.inspect.lesson) ?? null
  }

  /** Index of the step that is open. */
  get place(): number {
    return this.lesson ? (this.#places.get(this.lesson.id) ?? 0) : 0
  }

  get step(): LessonStep | null {
    return this.lesson?.steps[this.place] ?? null
  }

  /** `lesson/step` of the step that is open. */
  get key(): string {
    return `${this.lesson?.id}/${this.step?.id}`
  }

  get context(): LessonContext {
    const { inspect, selected, exam, writings } = this.#lab
    const { view, inspection, token, surgery } = inspect
    return {
      ...{ run: selected, view, inspection, token, surgery, start: this.#start },
      answer: this.#answers.get(this.key) ?? null,
      exams: exam.exams ?? [],
      hasWritten: selected !== null && writings.of(selected.id).text !== null,
    }
  }

  /** Why the lesson cannot be taken now; null when it can. */
  get problem(): string | null {
    return this.lesson?.findProblem(this.context) ?? null
  }

  get result(): CheckResult {
    const { step, problem, context } = this
    if (!step) return missing('Choose a lesson.')
    return problem === null ? step.check(context) : missing(problem)
  }

  /** What a step had to say when it was done; null while it is not. */
  saidOf(result: CheckResult): string | null {
    if (result.isDone) return result.says
    return this.done.has(this.key) ? (this.#said.get(this.key) ?? 'Done before.') : null
  }

  /** Learns what was done before. */
  async load(): Promise<void> {
    if (this.#isLoaded) return
    const answer = await this.#lab.client.loadLessons()
    if (!answer.ok) return this.#tell(answer.message)
    this.#isLoaded = true
    for (const key of answer.value.done) this.done.add(key)
  }

  /** Opens a lesson where it was left, beside the view that its step speaks of. */
  open(id: string): void {
    this.#lab.inspect.lesson = id
    const { lesson } = this
    if (lesson && !this.#places.has(id)) this.#places.set(id, this.#firstOpen(lesson))
    this.#enter()
    this.showView()
  }

  close(): void {
    this.#lab.inspect.lesson = null
  }

  goTo(place: number): void {
    const { lesson } = this
    if (!lesson?.steps[place]) return
    this.#places.set(lesson.id, place)
    this.#enter()
  }

  /** Opens the view that the step speaks of. */
  showView(): void {
    if (this.step?.view) this.#lab.inspect.view = this.step.view
  }

  answer(text: string): void {
    this.#answers.set(this.key, text)
  }

  /** A step that compares begins with the first text that there is of the run. */
  begin(inspection: Inspection | null): void {
    this.#start ??= inspection
  }

  /** Another run: nothing is known of its texts. */
  forgetStart(): void {
    this.#start = null
  }

  /** Keeps that the open step is done. */
  async mark(says: string): Promise<void> {
    this.#said.set(this.key, says)
    if (this.done.has(this.key)) return
    this.done.add(this.key)
    const progress = { format: 'unroll-lessons/1' as const, done: [...this.done] }
    const answer = await this.#lab.client.saveLessons(progress)
    if (!answer.ok) this.#tell(answer.message)
  }

  countDone(lesson: Lesson): number {
    return lesson.steps.filter(({ id }) => this.done.has(`${lesson.id}/${id}`)).length
  }

  #enter(): void {
    this.#start = this.#lab.inspect.inspection
  }

  #firstOpen(lesson: Lesson): number {
    const open = lesson.steps.findIndex(({ id }) => !this.done.has(`${lesson.id}/${id}`))
    return open === -1 ? 0 : open
  }

  #tell(message: string): void {
    this.#lab.notices.add('error', message, { key: 'lessons' })
  }
}

const courses = new WeakMap<Lab, Course>()

/** The one course of a lab: it stays while the window shows other steps. */
export function courseOf(lab: LabState): Course {
  const known = courses.get(lab)
  if (known) return known
  const course = new Course(lab)
  courses.set(lab, course)
  return course
}
