#!/usr/bin/env bash
# js-pytorch 0.7.2 (npm): the gradient of cross-entropy is wrong when a batch has as many rows as there are classes.
# One expects: (softmax - one-hot) / rows, for every shape. For rows (1, 2) and (3, 1), both of class 0, it is
# (-0.3655, 0.3655) and (-0.0596, 0.0596); differences of the same call give the same.
# Seen: (-0.3655, 0.1620) and (0.4936, 0.0596): the first number of the second row has the wrong sign, so a step makes
# its class less likely. The backward of a sum along the last axis lays the slopes of rows along columns, which only a
# square shape lets pass: with a third row every number is right. Sums and means of square tensors have the same
# fault. Ten digits in batches of ten, or two classes in pairs, train on such slopes, and the loss that is printed is
# right.
# Beside VectorLoss: cross-entropy. A gradient check on one shape does not stand for another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts js-pytorch@0.7.2 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { torch } = require('js-pytorch');
const loss = (rows, at) => new torch.nn.CrossEntropyLoss().forward(at, torch.tensor(rows.map(() => 0)));
const text = x => Array.from(x.flat(), v => v.toFixed(4)).join(',');
const told = rows => {
  const at = torch.tensor(rows, true);
  loss(rows, at).backward();
  return text(at.grad);
};
const seen = rows => text(rows.map((row, i) => row.map((_, j) => {
  const nudged = h => rows.map((r, k) => r.map((v, l) => k === i && l === j ? v + h : v));
  const moved = h => loss(rows, torch.tensor(nudged(h))).data[0];
  return (moved(1e-5) - moved(-1e-5)) / 2e-5;
})));
const square = [[1, 2], [3, 1]], tall = [[1, 2], [3, 1], [0, 0]];
console.log([told(square), seen(square), told(tall) === seen(tall)].join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='-0.3655,0.1620,0.4936,0.0596 -0.3655,0.3655,-0.0596,0.0596 true'
echo "js-pytorch 0.7.2: gradient of cross-entropy, 2 rows of 2 classes; by differences; 3 rows agree: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
