#!/usr/bin/env bash
# neataptic 1.4.7 (npm): the mean squared logarithmic error is a sum of differences, and ends training after one step.
# One expects: a mean of squared differences of logarithms, 0 for the right answer alone. For targets 1 and 3 and the
# outputs 3 and 1 it is 1.2069.
# Seen: 0. The differences are neither squared nor averaged, so errors of two signs cancel, and an output that is too
# large has a negative error: -1.0986 for 3 in place of 1. Training stops at the error that is asked for, which a
# negative one is below: a net from fixed weights ends after the first of 20,000 iterations with this cost, and reaches
# the error in hundreds with MSE. The absolute percentage error divides by the larger of the target and 1e-15, so a
# target of -2 that is met with -1 costs 1e15.
# Beside VectorLoss: msle squares, and mape divides by the size of the target.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts neataptic@1.4.7 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { methods, Network } = require('neataptic');
const { MSE, MSLE, MAPE } = methods.cost;
const rows = [{ input: [0], output: [0.2] }, { input: [1], output: [0.4] }];
const train = cost => {
  const net = new Network(1, 1);
  net.connections.forEach(connection => { connection.weight = 0.5; });
  net.nodes.forEach(node => { node.bias = 0.5; });
  const { iterations } = net.train(rows, { cost, error: 1e-4, iterations: 20000, rate: 0.3 });
  return iterations;
};
const numbers = [MSLE([1, 3], [3, 1]), MSLE([1], [3]), MSLE([3], [1])].map(x => x.toFixed(4));
console.log([...numbers, MAPE([-2], [-1]).toExponential(0), train(MSLE), train(MSE) > 100].join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.0000 -1.0986 1.0986 1e+15 1 true'
echo "neataptic 1.4.7: MSLE of crossed outputs, 3 for 1, 1 for 3; MAPE of -1 for -2; iterations of MSLE, MSE: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
