// node scripts/sanitize.mjs: the kernels' tests with a build that AddressSanitizer and UndefinedBehaviorSanitizer watch.
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { compileKernels, findCompiler } from './lib/kernels-compile.mjs'
import { orExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'
import { failed } from './lib/result.mjs'
import { run, runNode } from './lib/run.mjs'
import { say, seconds } from './lib/say.mjs'

const flags = [
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
  ...['-fno-omit-frame-pointer', '-g1'],
]

/** Node itself is not built with the sanitizer, so its library has to be there before anything else is loaded. */
async function findRuntime({ command, args }) {
  const name = /clang/.test(command) ? 'libclang_rt.asan-x86_64.so' : 'libasan.so'
  const { stdout } = await run(command, [...args, `-print-file-name=${name}`])
  const file = stdout.trim()
  return path.isAbsolute(file) && existsSync(file) ? file : null
}

if (process.platform !== 'linux') orExit(failed('The sanitizers run on Linux only.'))
const compiler = orExit(await findCompiler())
const runtime = await findRuntime(compiler)
if (!runtime) orExit(failed(`${compiler.command} comes without AddressSanitizer's library.`))

const start = performance.now()
const output = path.join(root, '.cache', 'sanitized', 'unroll_kernels.node')
mkdirSync(path.dirname(output), { recursive: true })
orExit(await compileKernels({ root, compiler, output, extra: flags }))
say(`Built with sanitizers in ${seconds(start)}.`)

const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const outcome = await runNode(
  [
    vitest,
    'run',
    ...['unit', 'slow'].flatMap((name) => ['--project', name]),
    '--testTimeout=180000',
    'tests/native',
  ],
  {
    cwd: root,
    show: true,
    env: {
      ...process.env,
      UNROLL_KERNELS_BINARY: output,
      LD_PRELOAD: runtime,
      // Node keeps much until it ends; that is not the kernels' leak.
      ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:handle_segv=0',
      UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
    },
  },
)
say(
  outcome.code === 0
    ? `No complaint of the sanitizers, ${seconds(start)}.`
    : 'The tests failed under the sanitizers.',
)
process.exitCode = outcome.code === 0 ? 0 : 1
