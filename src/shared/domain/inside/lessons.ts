// How far a person is in the lessons.
import { z } from 'zod'

/** `lessons.json`: steps done, as `lesson/step`. */
export const lessonProgressSchema = z.object({
  format: z.literal('unroll-lessons/1'),
  done: z.array(z.string().regex(/^[a-z0-9-]{1,60}\/[a-z0-9-]{1,60}$/)).max(1000),
})
export type LessonProgress = z.output<typeof lessonProgressSchema>
