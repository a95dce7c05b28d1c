// The export formats by name, each loaded when it is needed. The zipped run folder is the engine's (engine/runs/export-run.ts).
import type { ExportFormat } from '#shared/domain/export'
import type { Exporter } from './exporter'

export type ModelFormat = Exclude<ExportFormat, 'unroll'>

const loaders: Readonly<Record<ModelFormat, () => Promise<Exporter>>> = {
  keras: async () => (await import('./keras/keras')).keras,
  onnx: async () => (await import('./onnx/onnx')).onnx,
  safetensors: async () => (await import('./safetensors/safetensors')).safetensors,
  pytorch: async () => (await import('./pytorch/pytorch')).pytorch,
  tfjs: async () => (await import('./tfjs/tfjs')).tfjs,
  html: async () => (await import('./html/html')).html,
}

/** What a format brings. */
export function exporterOf(format: ModelFormat): Promise<Exporter> {
  return loaders[format]()
}
