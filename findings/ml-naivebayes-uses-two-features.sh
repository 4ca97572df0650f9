#!/usr/bin/env bash
# ml-naivebayes 4.0.0 (npm): the Gaussian classifier looks at the first two features alone.
# One expects: the class with the largest sum of log densities over all features.
# Seen: the sum runs over as many features as a density has parameters, two. Where only the third feature tells the
# classes apart (0 against 10, with a deviation of 0.15), every row is called class 0; with the columns turned so that
# it comes first, both are right. Reported in 2016 (mljs/naive-bayes, issue 3) and closed, but not mended in this
# version.
# Beside VectorLoss: gaussian-nll of the third feature alone tells them apart by 2,000 nats.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-naivebayes@4.0.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { GaussianNB } = require('ml-naivebayes');
const rows = [[1, 1, 0], [2, 1.1, 0.2], [3, 0.9, -0.1], [1, 1, 10], [2, 1.1, 10.2], [3, 0.9, 9.9]];
const labels = [0, 0, 0, 1, 1, 1], asked = [[2, 1, 0], [2, 1, 10]];
const classes = turn => {
  const model = new GaussianNB();
  model.train(rows.map(turn), labels);
  return model.predict(asked.map(turn)).join(',');
};
console.log(classes(row => row), classes(([a, b, c]) => [c, a, b]));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0,0 0,1'
echo "ml-naivebayes 4.0.0: classes of two rows that differ in the third feature, and with that feature first: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
