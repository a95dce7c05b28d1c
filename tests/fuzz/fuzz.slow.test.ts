// Files that were damaged or made to do harm: each is taken or refused with a sentence, in time, and nothing else happens.
// `node scripts/fuzz.mjs` runs it longer and with other seeds.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startBackend } from '../../src/worker/backend'
import { releaseRun } from '../../src/worker/inference/load-run'
import { bombs } from './bombs'
import { Dice } from './dice'
import { mutateFiles } from './mutate-file'
import { makeSubjects, type Subject } from './subjects'
import { Tally } from './tally'
import { tryCase } from './try-case'
import { zipBytes, zipParts } from './zip-bytes'

const { env } = process
/** With these the script asks for more. */
const seconds = Number(env.UNROLL_FUZZ_SECONDS ?? 0)
const seed = Number(env.UNROLL_FUZZ_SEED ?? 1)
/** One case alone by its name, seed:round:kind, to look at it. */
const only = env.UNROLL_FUZZ_ONLY
const casesOfKind = 20
const tasks = seconds > 0 ? 3 : 1

let place = ''
let sandbox = ''
let subjects: Subject[] = []
const tally = new Tally()
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-fuzz-'))
  sandbox = join(place, 'sandbox')
  // What the lab puts there for a while has to be gone afterwards, like anything else.
  const temporary = join(sandbox, 'temporary')
  await mkdir(temporary, { recursive: true })
  subjects = await makeSubjects(join(place, 'made'), tasks)
  releaseRun()
  vi.stubEnv('TMPDIR', temporary)
}, 120_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(place, { recursive: true, force: true })
  if (seconds > 0 || env.UNROLL_PRINT_FUZZ) console.log(tally.table())
})

/** Tells whoever started this which case was under way, should the process end with it. */
function announce(name: string): void {
  if (env.UNROLL_FUZZ_LAST) writeFileSync(env.UNROLL_FUZZ_LAST, name)
}

async function fuzz(round: number, index: number): Promise<void> {
  const subject = subjects[index]
  const name = `${seed}:${round}:${index}`
  announce(`${name} (${subject.kind})`)
  const dice = new Dice(seed * 1_000_003 + round * 1009 + index)
  const { files, what } = mutateFiles(subject.files, subject.main, sandbox, dice)
  const outcome = await tryCase({ ...subject, files }, sandbox)
  tally.add(subject.kind, outcome, `${name} ${what}`)
  if (only) console.log(name, what, outcome)
}

async function fuzzAll(): Promise<void> {
  const end = performance.now() + seconds * 1000
  for (let round = 0; seconds > 0 ? performance.now() < end : round < casesOfKind; round++)
    for (const index of subjects.keys()) await fuzz(round, index)
}

describe('what the lab wrote itself', () => {
  it('is taken as it is', async () => {
    for (const subject of subjects) {
      const outcome = await tryCase(subject, sandbox)
      expect({ kind: subject.kind, ...outcome }).toMatchObject({ isAccepted: true, findings: [] })
    }
  }, 120_000)
})

describe("what the fuzzer's own zips hold", () => {
  it.each([
    ['import .keras', 'model.keras'],
    ['import unroll', 'run.zip'],
  ])('%s is taken as it is', async (kind, name) => {
    const subject = subjects.find((one) => one.kind === kind)
    if (!subject) throw new Error(`there is no ${kind}`)
    const zip = zipBytes(zipParts(subject.files.get(name) ?? new Uint8Array()))
    const files = new Map(subject.files).set(name, zip)
    expect(await tryCase({ ...subject, files }, sandbox)).toMatchObject({ isAccepted: true })
  })
})

describe('what was made to do harm', () => {
  it.each(bombs)('%s', async (name, make) => {
    announce(name)
    const outcome = await tryCase(await make(subjects), sandbox)
    tally.add('made to do harm', outcome, name)
    expect(outcome).toMatchObject({ isAccepted: false, findings: [] })
  })
})

describe('what was damaged', () => {
  it(
    'is taken or refused with a sentence',
    async () => {
      if (only) {
        const [, round, index] = only.split(':').map(Number)
        await fuzz(round, index)
      } else await fuzzAll()
      expect(tally.findings).toEqual([])
      expect(tally.unharmed).toEqual([])
      // Bytes that the process ever held; the bounds of the readers together are above what a test file is.
      expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(4 * 2 ** 30)
    },
    seconds * 1000 + 300_000,
  )
})
