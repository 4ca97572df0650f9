#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the cosine distance of two vectors of one direction is -5.
# One expects: a distance by cosine depends on directions only and lies between 0 and 2; its description says "Computes the
# cosine distance loss between two tensors" and names no condition.
# Seen: tf.losses.cosineDistance is 1 - a.b, right for vectors of length 1 alone: of (2, 0) and (3, 0) it is -5, and it falls
# without end as vectors grow, so that training lengthens them in place of turning them. tf.metrics.cosineProximity, in the
# same package, divides by the lengths and gives -1 for the same two.
# Beside VectorLoss: cosine-distance is free of scale.
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
  const a = tf.tensor2d([[2, 0]]), b = tf.tensor2d([[3, 0]]), unit = tf.tensor2d([[1, 0]]);
  const of = x => x.dataSync()[0];
  process.stdout.write([of(tf.losses.cosineDistance(a, b, 1)), of(tf.losses.cosineDistance(unit, unit, 1)),
    of(tf.metrics.cosineProximity(a, b))].join(' ') + '\n');
})();
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='-5 0 -1'
echo "@tensorflow/tfjs 4.22.0: cosineDistance of (2,0) and (3,0), of (1,0) and itself; cosineProximity of the first: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
