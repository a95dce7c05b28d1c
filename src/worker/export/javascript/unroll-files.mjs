// Reads the files beside this one, in Node and in a browser.

/** The content of a JSON file. */
export async function readJson(name) {
  return JSON.parse(new TextDecoder().decode(await read(name)))
}

/** The model, by the @tensorflow/tfjs module; change gets its description and may alter it before. */
export async function loadModel(tf, change = () => {}) {
  const { modelTopology, weightsManifest } = await readJson('model.json')
  const weightSpecs = weightsManifest[0].weights
  const weightData = await read(weightsManifest[0].paths[0])
  change(modelTopology)
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
}

async function read(name) {
  const url = new URL(name, import.meta.url)
  if (url.protocol !== 'file:') return (await fetch(url)).arrayBuffer()
  const { readFile } = await import('node:fs/promises')
  return new Uint8Array(await readFile(url)).buffer
}
