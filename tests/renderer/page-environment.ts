// A vitest environment for the page's state: rune modules are compiled as for the browser, without any DOM.
import type { Environment } from 'vitest/runtime'

export default {
  name: 'page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment
