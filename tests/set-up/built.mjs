// Builds the lab before tests when out/ is not of these sources, so that no test runs an old build.
import { buildApp, isBuilt } from '../../scripts/lib/build-app.mjs'

export default async function build() {
  if (isBuilt()) return
  const built = await buildApp()
  if (!built.ok) throw new Error(built.message)
}
