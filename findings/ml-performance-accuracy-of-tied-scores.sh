#!/usr/bin/env bash
# ml-performance 0.2.0 (npm): of tied scores the accuracy is 200 %, and the error rate counts samples.
# One expects: at every threshold (TP + TN) / n and (FP + FN) / n, which sum to 1.
# Seen: the accuracy divides by the number of different scores, not of samples. For the scores 0.1, 0.1, 0.9, 0.9 of a
# classifier that is always right it is 1, 2, 1 along the thresholds where 0.5, 1, 0.5 is right. The error rate
# divides one of its two counts alone: 2, 0, 1 where 0.5, 0, 0.5 is right. Rounded scores, trees and small test sets
# all have ties; without any, the accuracy is right and the error rate is not. The area under the curve is right in
# both.
# Beside VectorLoss: eval divides by the number of rows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-performance@0.2.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
const Performance = require('ml-performance');
const of = scores => {
  const found = new Performance([scores], [[1, 1, 0, 0]], { all: true });
  return [found.getMeasure('acc'), found.getMeasure('err'), found.getAURC()].join(' ');
};
console.log(`${of([0.1, 0.1, 0.9, 0.9])} | ${of([0.1, 0.2, 0.8, 0.9])}`);
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='1,2,1 2,0,1 1 | 0.5,0.75,1,0.75,0.5 2,1,0,0.25,0.5 1'
echo "ml-performance 0.2.0: accuracies, error rates and area, of tied scores | of different ones: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
