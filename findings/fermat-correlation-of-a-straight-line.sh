#!/usr/bin/env bash
# @mathigon/fermat 1.1.24 (npm): the correlation of points on a straight line is a half, two thirds, nine tenths.
# One expects: 1 on a rising line and -1 on a falling one, of any number of points.
# Seen: (n - 1) / n for n points: 0.5 for two, 0.6667 for three, -0.9 for ten on a falling line. The covariance is
# divided by n, the deviations that it is then divided by are those of n - 1, so that every correlation is too small,
# most of all where points are few. The covariance of a row with itself is 0.6667 where its variance, beside it, is 1.
# Beside VectorLoss: in barlow-twins the correlation of a feature with itself is 1, in any number of rows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @mathigon/fermat@1.1.24 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { correlation, covariance, variance } = require('@mathigon/fermat');
const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], falling = [...ten].reverse();
console.log([correlation([1, 2], [3, 5]), correlation([1, 2, 3], [2, 4, 6]), correlation(ten, falling),
  covariance([1, 2, 3], [1, 2, 3]), variance([1, 2, 3])].map(x => x.toFixed(4)).join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.5000 0.6667 -0.9000 0.6667 1.0000'
echo "fermat 1.1.24: correlations of two, three, ten points on a line; covariance with itself; variance: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
