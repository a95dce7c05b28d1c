// How a gradient goes back one step in each cell, as people read it: why it vanishes in one and lasts in another.
import type { Cell } from '../inside/cells'

export interface GradientLine {
  readonly id: string
  readonly name: string
  readonly tex: string
  readonly explains: string
}

const total: GradientLine = {
  id: 'all-steps',
  name: 'from the last step to step t',
  tex: '\\frac{\\partial L}{\\partial h_t} = \\frac{\\partial L}{\\partial h_T} \\prod_{k=t+1}^{T} \\frac{\\partial h_k}{\\partial h_{k-1}}',
  explains:
    'One factor for each step between. When the factors are mostly smaller than 1 the product vanishes, when they are mostly larger it explodes.',
}

const lines: Readonly<Record<Cell, readonly GradientLine[]>> = {
  SimpleRNN: [
    {
      id: 'one-step',
      name: 'one step back',
      tex: '\\frac{\\partial h_t}{\\partial h_{t-1}} = \\operatorname{diag}(1 - h_t^2)\\, U',
      explains:
        'The same matrix U at every step, and a factor that is 1 at most, where the state is near 0, and near 0 where it is near 1 or -1.',
    },
    total,
  ],
  LSTM: [
    {
      id: 'one-step',
      name: 'one step back along the cell state',
      tex: '\\frac{\\partial c_t}{\\partial c_{t-1}} = \\operatorname{diag}(f_t) + \\dots',
      explains:
        'Along the cell state the factor is the forget gate alone: near 1, the gradient passes as it is. The dots are the ways by the gates.',
    },
    total,
  ],
  GRU: [
    {
      id: 'one-step',
      name: 'one step back',
      tex: '\\frac{\\partial h_t}{\\partial h_{t-1}} = \\operatorname{diag}(z_t) + \\dots',
      explains:
        'Where the update gate is near 1 the state is handed on as it is, and so is the gradient. The dots are the ways by the gates and the candidate.',
    },
    total,
  ],
}

/** Backpropagation through time, one step and all of them (Pascanu, Mikolov and Bengio 2013). */
export function gradientEquationsOf(cell: Cell): readonly GradientLine[] {
  return lines[cell]
}
