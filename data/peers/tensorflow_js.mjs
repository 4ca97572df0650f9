// Answers requests of tensorflow_js.py, one line of JSON each, by TensorFlow.js on its plain processor backend.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const tf = createRequire(process.cwd() + '/')('@tensorflow/tfjs');
await tf.setBackend('cpu');
const number = x => typeof x === 'string' ? Number(x) : x;
const tensor = ({ shape, values }) => tf.tensor(values.map(number), shape);
const text = x => Number.isFinite(x) ? x : String(x);

for await (const line of createInterface({ input: process.stdin })) {
  const { call, inputs, grad, more } = JSON.parse(line);
  const [group, name] = call.split('.');
  const arrays = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, tensor(value)]));
  const weight = arrays.weight;
  const loss = input => tf[group][name](arrays.target, input, ...(more === undefined ? weight ? [weight] : [] : more));
  const value = loss(arrays.input);
  const answer = { shape: value.shape, values: Array.from(value.dataSync(), text), grad: {} };
  if (grad.length > 0) answer.grad.input = Array.from(tf.grad(x => loss(x).sum())(arrays.input).dataSync(), text);
  console.log(JSON.stringify(answer));
}
