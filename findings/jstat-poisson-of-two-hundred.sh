#!/usr/bin/env bash
# jstat 1.9.6 (npm): a Poisson count of 169 has an infinite probability, one of 200 none at all (NaN).
# One expects: at its mean the probability of a count n is near 1 / sqrt(2 pi n): 0.03067 for 169, 0.02820 for 200
# (mpmath).
# Seen: powers and factorials are formed and then divided. At its mean a count is Infinity from 144 on and NaN from
# 171 on, and the cumulative probabilities with it (0.52044 for 169 and 0.51879 for 200 are right). The binomial
# probability of 600 of 1,200 is Infinity (right: 0.02303), while its cumulative one takes another way and is right.
# Calls in an hour, photons in a pixel, goods in a store are such counts.
# Beside VectorLoss: poisson-nll takes logarithms, and is finite for counts of any size.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts jstat@1.9.6 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { poisson, binomial } = require('jstat');
console.log([poisson.pdf(100, 100).toFixed(5), poisson.pdf(169, 169), poisson.pdf(200, 200), poisson.cdf(169, 169),
  poisson.cdf(200, 200), binomial.pdf(600, 1200, 0.5), binomial.cdf(600, 1200, 0.5).toFixed(5)].join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.03986 Infinity NaN Infinity NaN Infinity 0.51151'
echo "jstat 1.9.6: Poisson at 100, 169, 200, cumulative at 169, 200; binomial at 600 of 1200, cumulative: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
