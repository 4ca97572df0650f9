#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the derivative of |x| at 0 is -1, so the mean absolute error leaves a perfect fit.
# One expects: 0, as in PyTorch, JAX and the TensorFlow of Python; of the subgradients from -1 to 1 the one that rests at the
# minimum. Seen: tf.losses.absoluteDifference of n equal pairs has the gradient 1/n by each answer, and descent from the exact
# fit moves every parameter in the same direction, then back, for ever. relu has 0 at 0, huberLoss too.
# Beside VectorLoss: its l1 has the slope 0 at the target, and gradcheck can demand the derivative of least size.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat > probe.js <<'PROGRAM'
const tf = require("@tensorflow/tfjs");
const target = tf.tensor1d([0.5, -0.5]), fit = tf.variable(tf.tensor1d([0.5, -0.5])), rate = tf.train.sgd(0.1);
const slope = tf.grad(x => tf.losses.absoluteDifference(target, x))(target.clone()).dataSync();
rate.minimize(() => tf.losses.absoluteDifference(target, fit));
console.log(`${[...slope]} ${[...fit.dataSync()].map(x => x.toFixed(2))}`);
PROGRAM
found=$(node probe.js 2>/dev/null | tail -n 1)
expected='0.5,0.5 0.45,-0.55'
echo "TensorFlow.js 4.22.0: gradient of the absolute error of a perfect fit, and the fit after one step: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
