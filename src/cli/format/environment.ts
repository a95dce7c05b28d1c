// What ran the mathematics, in a few words.
import type { Environment } from '#shared/domain/run'

/** For example "tensorflow 1.15.0 (tfjs-node 4.22.0)" or "cpu (JavaScript, tfjs 4.22.0)". */
export function formatBackend(environment: Environment): string {
  return environment.backend === 'tensorflow'
    ? `tensorflow ${environment.tensorflow ?? 'of unknown version'} (tfjs-node ${environment.tfjs})`
    : `cpu (JavaScript, tfjs ${environment.tfjs})`
}
