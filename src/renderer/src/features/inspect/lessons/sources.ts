// The papers that the lessons follow.
import type { SourceId } from './lesson'

export interface Source {
  readonly text: string
  readonly address: string
}

export const sources: Readonly<Record<SourceId, Source>> = {
  elman: {
    text: 'Elman, 1990. Finding structure in time. Cognitive Science 14.',
    address: 'https://doi.org/10.1207/s15516709cog1402_1',
  },
  hochreiter: {
    text: 'Hochreiter and Schmidhuber, 1997. Long short-term memory. Neural Computation 9.',
    address: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  cho: {
    text: 'Cho and others, 2014. Learning phrase representations using RNN encoder-decoder. EMNLP.',
    address: 'https://doi.org/10.3115/v1/D14-1179',
  },
  pascanu: {
    text: 'Pascanu, Mikolov and Bengio, 2013. On the difficulty of training recurrent neural networks. ICML.',
    address: 'https://arxiv.org/abs/1211.5063',
  },
}
