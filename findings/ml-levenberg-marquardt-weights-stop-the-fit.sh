#!/usr/bin/env bash
# ml-levenberg-marquardt 5.1.0 (npm): with a weight of 2 on every point the fit does not move.
# One expects: the same weight on every point leaves the best line where it is: -0.2 + 2.8 x through (0, 1), (1, 2),
# (2, 3), (3, 10).
# Seen: one side of the equation of a step is multiplied by the squared weights, the other divided by them, so a step is
# as many times too long as the fourth power of the weight: sixteen times for 2, where every step lands farther off, and
# the start (0, 0) is returned after 100 steps as the best point, without a word. A weight of 2 on the last point alone
# does the same. With 0.1 the steps are 10,000 times too short: 100 of them reach a slope of 0.03. Version 5.0.1 finds
# the line for each of these (for 2 on the last point -0.55 + 3.32 x).
# Beside VectorLoss: a factor on all samples moves no minimum.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-levenberg-marquardt@5.1.0 > /dev/null
cat > probe.mjs <<'PROGRAM'
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
const data = { x: [0, 1, 2, 3], y: [1, 2, 3, 10] };
const line = ([a, b]) => x => a + b * x;
const fit = weights => levenbergMarquardt(data, line, { initialValues: [0, 0], centralDifference: true, weights });
console.log([1, 2, [1, 1, 1, 2], 0.1].map(weights => fit(weights).parameterValues.map(x => x.toFixed(2)).join(','))
  .join(' '));
PROGRAM
found=$(node probe.mjs 2>/dev/null | tail -n 1)
expected='-0.20,2.80 0.00,0.00 0.00,0.00 -0.00,0.03'
echo "ml-levenberg-marquardt 5.1.0: lines for weights of 1, of 2, of 2 on the last point, of 0.1: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
