#!/usr/bin/env bash
# ml-confusion-matrix 2.0.0 (npm): the false omission rate divides by the wrong count.
# One expects: FN / (FN + TN), the share of the rejected that should have been accepted; with the negative predictive
# value, TN / (TN + FN), which the class also has, it sums to 1.
# Seen: FN / (FN + TP), which is the false negative rate, another metric that the class has too. For 8 and 80 right, 2
# missed and 10 false alarms it is 0.2 instead of 0.0244, and the two sum to 1.1756. Where positives are rare, the
# usual case for this metric, it is too large by the ratio of the classes.
# Beside VectorLoss: eval takes accuracy and F1 from the same four counts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-confusion-matrix@2.0.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { ConfusionMatrix } = require('ml-confusion-matrix');
const matrix = new ConfusionMatrix([[8, 2], [10, 80]], ['yes', 'no']);
const omission = matrix.getFalseOmissionRate('yes'), predictive = matrix.getNegativePredictiveValue('yes');
const missed = matrix.getFalseNegativeRate('yes');
console.log([omission, omission + predictive, missed, 2 / 82].map(x => x.toFixed(4)).join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.2000 1.1756 0.2000 0.0244'
echo "ml-confusion-matrix 2.0.0: false omission rate, plus its complement, false negative rate, true: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
