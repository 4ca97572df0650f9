#!/usr/bin/env bash
# ml-logistic-regression 2.0.0 (npm): without an intercept, a positive number cannot tell two classes apart.
# One expects: a logistic regression of one number x is the logistic function of a x + b: 1, 2, 3 of one class and 7, 8,
# 9 of another are told apart without a mistake, as by every usual implementation.
# Seen: b is missing, and no option adds it: the boundary passes through 0 whatever the data. All six rows are called
# class 1, half of them wrongly, after any number of steps; with 5 taken off all inputs the same call is right for all.
# Ages, prices, pixels and counts are all positive, and the failure looks like a bad learning rate or too few steps. A
# column of ones that the caller adds mends it. The description and its example do not mention it.
# Beside VectorLoss: its tape's linear op takes a bias.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-logistic-regression@2.0.0 ml-matrix@6.12.1 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { Matrix } = require('ml-matrix');
const found = require('ml-logistic-regression');
const LogisticRegression = found.default ?? found;
const classes = Matrix.columnVector([0, 0, 0, 1, 1, 1]);
const answers = rows => {
  const model = new LogisticRegression({ numSteps: 20000, learningRate: 5e-3 });
  model.train(new Matrix(rows), classes);
  return model.predict(new Matrix(rows)).join('');
};
const inputs = [1, 2, 3, 7, 8, 9];
console.log(answers(inputs.map(x => [x])), answers(inputs.map(x => [x - 5])), answers(inputs.map(x => [x, 1])));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='111111 000111 000111'
echo "ml-logistic-regression 2.0.0: answers for 1 2 3 7 8 9, for these less 5, and with a column of ones: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
