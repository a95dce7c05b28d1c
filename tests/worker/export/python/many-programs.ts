// Runs many programs of exported folders in one Python, which imports PyTorch once and forks for each of them.
import { fullPython, runPython } from './interpreter'

/** A program of a folder, as one would type it there. */
export interface Program {
  readonly folder: string
  /** E.g. `['predict.py', '--check']` */
  readonly args: readonly string[]
}

export interface Outcome {
  readonly code: number
  /** Both outputs. */
  readonly output: string
}

const driver = `
import json, os, runpy, sys, tempfile, traceback
import torch, safetensors.torch, torch.utils.data, torch.distributed, torch.nn.parallel
torch.set_num_threads(1)

def run(program):
    with tempfile.TemporaryFile() as output:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
                sys.stdin = open(os.devnull)
                os.chdir(program["folder"])
                sys.path.insert(0, program["folder"])
                sys.argv = program["args"]
                runpy.run_path(program["args"][0], run_name="__main__")
                code = 0
            except SystemExit as ended:
                code = ended.code or 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        output.seek(0)
        return {"code": os.waitstatus_to_exitcode(status), "output": output.read().decode("utf-8", "replace")}

print("\\n" + json.dumps([run(program) for program in json.load(sys.stdin)]))
`

/** What came of each, in their order. */
export async function runPrograms(programs: readonly Program[]): Promise<readonly Outcome[]> {
  if (fullPython === undefined) throw new Error('UNROLL_TEST_PYTHON is not set')
  const { stdout, stderr } = await runPython(
    fullPython,
    '.',
    ['-c', driver],
    JSON.stringify(programs),
  )
  const last = stdout.trim().split('\n').at(-1)
  if (last === undefined) throw new Error(stderr)
  return JSON.parse(last) as Outcome[] // the driver's own shape
}
