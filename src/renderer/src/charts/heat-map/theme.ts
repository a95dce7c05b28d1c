// Whether the page is light or dark now, as something that templates and effects follow.
import { MediaQuery } from 'svelte/reactivity'
import type { ThemeName } from './scale-types'

let query: MediaQuery | null = null

/** The theme of the page; read in a template, a `$derived` or an effect, it is read again when it changes. */
export function themeName(): ThemeName {
  query ??= new MediaQuery('prefers-color-scheme: dark')
  return query.current ? 'dark' : 'light'
}
