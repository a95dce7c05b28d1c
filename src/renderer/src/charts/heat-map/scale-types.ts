// What a colour scale is: its kind, the numbers at its ends, and the theme that it is for.

/** `diverging`: zero in the middle at the neutral colour, as far up as down. `sequential`: from zero up. */
export type ScaleKind = 'diverging' | 'sequential'

/** The lowest and the highest number that have a colour of their own; those beyond have the end's. */
export type Domain = readonly [low: number, high: number]

export type ThemeName = 'light' | 'dark'
