#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: where several numbers are the largest, tf.max gives each of them the whole gradient.
# One expects: moving every number by h moves the largest by h, so the elements of the gradient sum to 1: 0.5 each for two
# equal numbers, as in TensorFlow's Python and in JAX, or 1 for one of them, as in PyTorch's max along an axis.
# Seen: the gradient of tf.max of (1, 1) is (1, 1), of (2, 2, 2) it is (1, 1, 1); of (1, 2) it is right. tf.min is alike.
# Ties are daily work: outputs of a rectifier that are 0, padded scores, a hinge over the best wrong class at the start, when
# all scores are equal. A step along such a gradient is as many times too long as there are equal numbers.
# Beside VectorLoss: the Crammer-Singer loss and the maximum of a row give ties a subgradient.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
console.warn = console.log = () => {};
const tf = require('@tensorflow/tfjs');
(async () => {
  await tf.setBackend('cpu');
  const slope = (f, x) => Array.from(tf.grad(f)(tf.tensor1d(x)).dataSync()).join(',');
  process.stdout.write([slope(x => tf.max(x), [1, 1]), slope(x => tf.max(x), [2, 2, 2]), slope(x => tf.min(x), [3, 3]),
    slope(x => tf.max(x), [1, 2])].join(' ') + '\n');
})();
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='1,1 1,1,1 1,1 0,1'
echo "@tensorflow/tfjs 4.22.0: gradients of max(1,1), max(2,2,2), min(3,3), max(1,2): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
