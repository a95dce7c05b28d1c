// Numbers as JSON can hold them.
import { z } from 'zod'

/** JSON has no NaN and no infinity; both are written as null and read as NaN. */
export const realSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)
