// TimeDistributed is left out of Keras files where it changes nothing, and comes back when the lab reads them.
import { describe, expect, it } from 'vitest'
import {
  namesAtEachStep,
  plainTopology,
  wrappedTopology,
} from '../../../../src/worker/export/keras/plain-topology'

const dense = { class_name: 'Dense', config: { name: 'steps_layer', units: 3, trainable: true } }
const atEachStep = {
  class_name: 'TimeDistributed',
  config: { name: 'steps', trainable: true, layer: dense },
}
const normalized = {
  class_name: 'TimeDistributed',
  config: {
    ...{ name: 'normalized', trainable: true },
    layer: { class_name: 'LayerNormalization', config: { name: 'normalized_layer', axis: [1] } },
  },
}
const flattened = {
  class_name: 'TimeDistributed',
  config: { name: 'flat', layer: { class_name: 'Reshape', config: { name: 'reshape' } } },
}
const topology = { name: 'kept', config: { layers: [atEachStep, normalized, flattened] } }

describe('a layer at each step', () => {
  it('is that layer by itself, under the name of its weights', () => {
    expect(plainTopology(topology)).toEqual({
      name: 'kept',
      config: {
        layers: [
          { class_name: 'Dense', config: { name: 'steps', units: 3, trainable: true } },
          { class_name: 'LayerNormalization', config: { name: 'normalized', axis: -1 } },
          flattened,
        ],
      },
    })
    expect(namesAtEachStep(topology)).toEqual(['steps', 'normalized'])
  })

  it('comes back under its name, and no other does', () => {
    const back = wrappedTopology(plainTopology(topology), ['steps', 'flat', 'nobody'])
    expect(back.config.layers[0]).toEqual(atEachStep)
    expect(back.config.layers[1].class_name).toBe('LayerNormalization')
    expect(back.config.layers[2]).toEqual(flattened)
  })
})
