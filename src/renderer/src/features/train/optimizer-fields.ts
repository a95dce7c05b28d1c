// The optimizers and their options as form fields, and the change from one optimizer to another.
import { optimizerSchema, type OptimizerOptions } from '#shared/experiment/training'
import type { FormField } from '../../ui/form-field'
import { changeType } from './change-type'

export type OptimizerType = OptimizerOptions['type']

export const optimizerTitles: Readonly<Record<OptimizerType, string>> = {
  sgd: 'SGD',
  momentum: 'SGD with momentum',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  adamw: 'AdamW',
  nadam: 'Nadam',
  adagrad: 'Adagrad',
}

const learningRate = number('learningRate', 'Learning rate', 'How far each step goes.', 0.0005, 10)
const momentum = number('momentum', 'Momentum', 'Share of the last step that goes on.', 0.05, 1)
const epsilon = number('epsilon', 'Epsilon', 'Keeps the division away from zero.', 1e-7, 1)
const betas = [
  number('beta1', 'Beta 1', 'Memory of the mean of the gradients.', 0.01, 1),
  number('beta2', 'Beta 2', 'Memory of their squares.', 0.001, 1),
  epsilon,
]

/** The options of each optimizer; the learning rate is always the first. */
export const optimizerFields: Readonly<Record<OptimizerType, readonly FormField[]>> = {
  sgd: [learningRate],
  momentum: [
    learningRate,
    momentum,
    {
      key: 'nesterov',
      label: 'Nesterov',
      hint: 'Looks ahead along the last step.',
      kind: 'switch',
    },
  ],
  rmsprop: [
    learningRate,
    number('rho', 'Rho', 'Memory of the squared gradients.', 0.01, 1),
    momentum,
    epsilon,
    {
      key: 'centered',
      label: 'Centered',
      hint: 'Takes the mean gradient into account.',
      kind: 'switch',
    },
  ],
  adam: [learningRate, ...betas],
  adamw: [
    learningRate,
    ...betas,
    number('weightDecay', 'Weight decay', 'How much weights shrink at each step.', 0.001, 1),
  ],
  nadam: [learningRate, ...betas],
  adagrad: [
    learningRate,
    number(
      'initialAccumulatorValue',
      'Initial accumulator',
      'Start of the summed squares.',
      0.1,
      10,
    ),
  ],
}

/** The options of another optimizer, with what was chosen for both. */
export function changeOptimizer(options: OptimizerOptions, type: OptimizerType): OptimizerOptions {
  return changeType(optimizerSchema, options, type)
}

function number(key: string, label: string, hint: string, step: number, max: number): FormField {
  return { key, label, hint, kind: 'number', step, min: 0, max }
}
