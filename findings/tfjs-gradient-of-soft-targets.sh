#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the gradient of softmaxCrossEntropy by its labels is minus its gradient by the logits.
# One expects: the loss is -sum(t log softmax(z)), so its gradient by the labels t is -log softmax(z): 1.464, 0.464, 1.964 here.
# It is what learned labels descend on, and what differences of the very same call show.
# Seen: labels - softmax(z), that is minus the gradient by the logits: other signs and other sizes.
# Found beside VectorLoss, whose gradient checks ask each loss for its derivative by every argument that may have one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat > probe.js <<'PROGRAM'
const tf = require("@tensorflow/tfjs");
const logits = tf.tensor2d([[1, 2, 0.5]]), at = [0.2, 0.5, 0.3], h = 0.01;
const loss = labels => tf.losses.softmaxCrossEntropy(labels, logits);
const moved = (i, by) => loss(tf.tensor2d([at.map((t, j) => j === i ? t + by : t)])).dataSync()[0];
const told = [...tf.grad(loss)(tf.tensor2d([at])).dataSync()].map(g => g.toFixed(3));
const seen = at.map((_, i) => ((moved(i, h) - moved(i, -h)) / (2 * h)).toFixed(3));
console.log(`${told} by tf.grad, ${seen} by differences`);
PROGRAM
found=$(node probe.js 2>/dev/null | tail -n 1)
expected='-0.031,-0.129,0.160 by tf.grad, 1.464,0.464,1.964 by differences'
echo "TensorFlow.js 4.22.0: gradient of cross-entropy by soft labels: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
