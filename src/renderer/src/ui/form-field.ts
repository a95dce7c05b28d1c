// A form field as data: what it is called, how it is typed, what it does.

interface Labelled {
  /** Of the object that the form changes. */
  readonly key: string
  readonly label: string
  /** One line: what it does. */
  readonly hint?: string
  /** Shown after the label, e.g. `rows`. */
  readonly unit?: string
}

export type FormField = Labelled &
  (
    | {
        readonly kind: 'number'
        /** What the arrow keys add and take. */
        readonly step: number
        readonly min?: number
        readonly max?: number
        /** What stands in the empty field, which means null; without it a number has to be typed. */
        readonly empty?: string
      }
    | { readonly kind: 'switch' }
    | {
        readonly kind: 'choice'
        readonly choices: readonly { readonly value: string; readonly label: string }[]
      }
  )

/** The value of a field in the object that the form changes. */
export function valueOf(values: object, field: FormField): unknown {
  return Reflect.get(values, field.key)
}
