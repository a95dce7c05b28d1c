// The formats that a trained model can be exported in: for whom each one is, what is in it, how large it gets.
import type { ExportFormat as Name } from '#shared/domain/export'

export interface ExportFormat {
  readonly format: Name
  readonly title: string
  /** For whom it is. */
  readonly audience: string
  /** What is in it beside what all formats have. */
  readonly contents: string
  /** What to do with it first. */
  readonly next: string
}

/** Those that most people need come first. */
export const exportFormats: readonly ExportFormat[] = [
  {
    format: 'html',
    title: 'Web page',
    audience: 'For showing it to anyone.',
    contents:
      'One page that opens in any browser, without a network: type a text, see what the model says.',
    next: 'Open the page in a browser. It works offline, so it can be passed on as it is.',
  },
  {
    format: 'keras',
    title: 'Keras',
    audience: 'For Python with Keras and TensorFlow.',
    contents:
      'The model for Keras 3 (.keras) and for Keras 2 (.h5), with code that prepares texts.',
    next: 'README.md shows how Python loads it.',
  },
  {
    format: 'pytorch',
    title: 'PyTorch',
    audience: 'For Python with PyTorch, and to train on elsewhere.',
    contents: 'A small project: the network in code, its weights, predict.py and train.py.',
    next: 'README.md shows how to predict and how to train on.',
  },
  {
    format: 'onnx',
    title: 'ONNX',
    audience: 'For apps and servers in C++, C#, Java, Rust or Python.',
    contents: 'One file, for ONNX Runtime and others.',
    next: 'README.md shows how ONNX Runtime computes it.',
  },
  {
    format: 'tfjs',
    title: 'TensorFlow.js',
    audience: 'For web pages and Node programs of your own.',
    contents: 'The model in the Layers format, with JavaScript that prepares texts.',
    next: 'README.md shows the code that runs it.',
  },
  {
    format: 'safetensors',
    title: 'Weights alone',
    audience: 'For code of your own in any language.',
    contents: 'Every weight by its name in one safetensors file, and what the layers are.',
    next: 'README.md says which weight is what.',
  },
  {
    format: 'unroll',
    title: 'Unroll run',
    audience: 'For another Unroll.',
    contents: 'The whole run in one zip, with its curves and checkpoints, to look at or train on.',
    next: 'Import the zip in the other lab.',
  },
]

export interface Sized {
  readonly parameters: number
  /** Of the run folder; null while it is not known. */
  readonly runBytes: number | null
}

interface Share {
  /** How often each weight, a 32-bit float, is in the files. */
  readonly copies: number
  /** Bytes of what is there for every model: programs, README, test texts. */
  readonly besides: number
}

const shares: Readonly<Record<Exclude<Name, 'unroll'>, Share>> = {
  html: { copies: 4 / 3, besides: 100_000 }, // base64
  keras: { copies: 2, besides: 50_000 },
  pytorch: { copies: 1, besides: 100_000 },
  onnx: { copies: 1, besides: 45_000 },
  tfjs: { copies: 1, besides: 20_000 },
  safetensors: { copies: 1, besides: 15_000 },
}

/** About how many bytes an export takes; null while that is not known. */
export function estimatedBytes(format: Name, { parameters, runBytes }: Sized): number | null {
  if (format === 'unroll') return runBytes
  const { copies, besides } = shares[format]
  return Math.round(parameters * 4 * copies) + besides
}

/** A folder name out of a run's name: "Sample reviews, LSTM" -> "sample-reviews-lstm-tfjs". */
export function exportFolderName(runName: string, format: string): string {
  const slug = runName
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${slug || 'run'}-${format}`
}
