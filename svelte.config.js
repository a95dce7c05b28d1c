// Svelte 5 with TypeScript in components; used by the build, the checker and the editor.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

export default { preprocess: vitePreprocess(), compilerOptions: { runes: true } }
