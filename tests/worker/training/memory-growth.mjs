// Prints what memory-growth.ts measures as a line of JSON.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const file = fileURLToPath(new URL('./memory-growth.ts', import.meta.url))
const { module } = await runnerImport(file, { configFile: false, logLevel: 'silent' })
console.log(JSON.stringify(await module.measureGrowth()))
process.exit()
