// Builds the lab and its kernels before tests when they are not of these sources, so that no test runs an old build.
import { buildApp, isBuilt } from '../../scripts/lib/build-app.mjs'
import { setUp } from '../../scripts/lib/set-up.mjs'

export default async function build() {
  const kernels = await setUp({ only: ['kernels'] })
  if (!kernels.ok) throw new Error(kernels.message)
  if (isBuilt()) return
  const built = await buildApp()
  if (!built.ok) throw new Error(built.message)
}
