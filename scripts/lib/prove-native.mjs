// Run in a process of its own: loads TensorFlow, multiplies two matrices and prints its version as JSON.
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'

const require = createRequire(path.resolve(process.argv[2] ?? '.', 'package.json'))

// Node 23 removed both; tfjs-node 4.22.0 still calls them.
const util = require('node:util')
util.isNullOrUndefined ??= (value) => value === null || value === undefined
util.isArray ??= Array.isArray

const tf = require('@tensorflow/tfjs-node')

const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]))
const numbers = Array.from(product.dataSync())
if (numbers.join() !== '19,22,43,50') {
  throw new Error(`2 x 2 matrices multiplied to ${numbers.join(', ')}`)
}
console.log(
  JSON.stringify({ tensorflow: tf.backend().binding.TF_Version, backend: tf.getBackend() }),
)
