#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: where several numbers are the largest, the gradient of their maximum is 1 for each of them.
# One expects: max(x, x) is x, so the derivative along both is 1. PyTorch shares it out among equals (amax, maximum), or gives it
# to one of them (max by an axis); any share is a subgradient as long as the shares sum to 1.
# Seen: tf.max gives 1 to each, so a function that is x has the derivative 2 (3 for three equal numbers), and a step along it is
# as many times too long: max-pooling of flat pictures, margins between equal scores.
# Beside VectorLoss: the maximum on its tape gives half to each of two equals, and gradcheck calls a slope of 2 a failure.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 >/dev/null 2>&1
cat > probe.js <<'PROGRAM'
const tf = require("@tensorflow/tfjs");
const sum = values => [...values.dataSync()].reduce((a, b) => a + b, 0);
const max = n => sum(tf.grad(x => tf.max(tf.fill([n], 1).mul(x)))(tf.scalar(3)));
console.log(`${max(1)} ${max(2)} ${max(3)}`);
PROGRAM
found=$(node probe.js 2>/dev/null | tail -n 1)
expected='1 2 3'
echo "TensorFlow.js 4.22.0: d/dx of max(x), max(x, x), max(x, x, x): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
