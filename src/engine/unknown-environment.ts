// What is said of the mathematics when no trainer thread could be started to ask.
import type { Environment } from '#shared/domain/run'

/** An environment that only warns. */
export function unknownEnvironment(version: string, reason: string): Environment {
  return {
    unroll: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    backend: 'cpu',
    tensorflow: null,
    tfjs: 'unknown',
    threads: 0,
    warning: `TensorFlow could not be started: ${reason}`,
  }
}
