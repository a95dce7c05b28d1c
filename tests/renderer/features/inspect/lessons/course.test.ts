// @vitest-environment ./tests/renderer/page-environment.ts
// The course: what is open, what was answered, what is done and kept, over a lab with a scripted engine.
import { expect, it } from 'vitest'
import type { LessonProgress } from '#shared/domain/inside/lessons'
import { failure, success } from '#shared/protocol/result'
import { courseOf } from '../../../../../src/renderer/src/features/inspect/lessons/course.svelte'
import { firstExperiment } from '../../../../../src/renderer/src/state/first-experiment'
import { detail, openLab, samplePath } from '../../../state/scripted-lab'

async function openCourse(done: string[] = [], runs = ['a']) {
  const saved: LessonProgress[] = []
  const { lab } = await openLab(runs, {
    run: () =>
      Promise.resolve(success({ ...detail('a', firstExperiment(samplePath)), hasModel: true })),
    loadLessons: () => Promise.resolve(success({ format: 'unroll-lessons/1' as const, done })),
    saveLessons: (progress) => {
      saved.push(progress)
      return Promise.resolve(success(null))
    },
  })
  const course = courseOf(lab)
  await course.load()
  return { lab, course, saved }
}

it('is one for a lab', async () => {
  const { lab, course } = await openCourse()
  expect(courseOf(lab)).toBe(course)
})

it('says what is to be done first where no run is open', async () => {
  const { lab, course } = await openCourse([], [])
  course.open('parameters')
  expect(lab.inspect.view).toBe('weights')
  expect(course.problem).toMatch(/^Open a run from the list/)
  expect(course.result).toMatchObject({ isDone: false })
})

it('goes through a lesson by the learner alone, and keeps what is done', async () => {
  const { lab, course, saved } = await openCourse()
  await lab.openRun('a')
  course.open('parameters')
  expect(course.problem).toBeNull()
  expect(course.step?.id).toBe('units')
  course.answer('31')
  expect(course.saidOf(course.result)).toBeNull()
  course.answer('32')
  expect(course.saidOf(course.result)).toBe('Yes: h has 32 numbers.')
  await course.mark('Yes')
  expect(course.step?.id).toBe('units')
  expect(saved).toEqual([{ format: 'unroll-lessons/1', done: ['parameters/units'] }])
  await course.mark('once more')
  expect(saved).toHaveLength(1)

  course.goTo(1)
  expect(course.step?.id).toBe('recurrent-kernel')
  expect(course.context.answer).toBeNull()
  course.goTo(9)
  expect(course.step?.id).toBe('recurrent-kernel')
  course.close()
  expect(course.lesson).toBeNull()
  course.open('parameters')
  expect(course.step?.id).toBe('recurrent-kernel')
})

it('begins at the first step that is not done', async () => {
  const { course } = await openCourse(['unrolling/chain', 'unrolling/parameters'])
  course.open('unrolling')
  expect(course.step?.id).toBe('longer')
  expect(course.countDone(course.lesson ?? ({ steps: [] } as never))).toBe(2)
  course.goTo(0)
  expect(course.saidOf(course.result)).toBe('Done before.')
})

it('tells when the progress cannot be kept', async () => {
  const { lab } = await openLab(['a'], {
    saveLessons: () => Promise.resolve(failure('disk-full', 'The disk is full.')),
  })
  const course = courseOf(lab)
  course.open('state')
  await course.mark('done')
  expect(lab.notices.entries.map(({ message }) => message)).toContain('The disk is full.')
})
