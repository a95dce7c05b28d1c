// Runs every cell on TensorFlow's operations with odd sizes, forward and back, so that a test can look at what it prints.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const load = async (path) => {
  const file = fileURLToPath(new URL(path, import.meta.url))
  return (await runnerImport(file, { configFile: false, logLevel: 'silent' })).module
}

const { runOddSizes } = await load('./odd-sizes.ts')
console.log(await runOddSizes())
process.exit()
