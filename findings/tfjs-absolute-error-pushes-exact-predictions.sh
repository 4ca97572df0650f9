#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the absolute error has a slope where the prediction is exactly right.
# One expects: |r| has the subgradient 0 at r = 0, as in PyTorch, TensorFlow's Python and JAX, so that a prediction that
# equals its target stays.
# Seen: tf.abs has the slope -1 at 0, and tf.losses.absoluteDifference of (1, 2) and (1, 3) the gradient (0.5, -0.5): the
# first prediction is right, and is pushed away as hard as the second is pulled. Pairs of zeros that pad a batch push too.
# Beside VectorLoss: the loss l1 has the slope 0 there.
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
  process.stdout.write([slope(x => tf.abs(x).sum(), [0, 2, -2]),
    slope(x => tf.losses.absoluteDifference(tf.tensor1d([1, 3]), x), [1, 2]),
    slope(x => tf.losses.meanSquaredError(tf.tensor1d([1, 3]), x), [1, 2])].join(' ') + '\n');
})();
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='-1,1,-1 0.5,-0.5 0,-1'
echo "@tensorflow/tfjs 4.22.0: slopes of abs at 0, 2, -2; of absoluteDifference and of meanSquaredError: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
