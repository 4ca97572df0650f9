#!/usr/bin/env bash
# ml-distance 5.0.0 (npm): the distance of a histogram to itself is NaN.
# One expects: 0, and for two histograms that share nothing log 2 by Jensen and Shannon; a bin of weight 0 adds 0.
# Seen: for 9, 11 or 18 equal bins the sum of the roots is a little above 1, and Hellinger and Matusita take the root of
# 1 less that sum: NaN. Of random histograms of ten bins every sixth does so. A bin that is empty in either histogram
# makes the divergences of Jensen and Shannon, of Kullback and Leibler, of Topsoe and of Taneja NaN, for 0 log 0 is
# formed; one that is empty in both makes Canberra's and Clark's distance NaN, for 0 / 0 is. A search for the nearest
# one passes over the histogram itself, as NaN is not less.
# Beside VectorLoss: jensen-shannon is 0 and log 2 there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-distance@5.0.0 > /dev/null
cat > probe.mjs <<'PROGRAM'
import { distance } from 'ml-distance';
const equal = n => Array(n).fill(1 / n), by = (names, p, q) => names.map(name => distance[name](p, q)).join(',');
console.log([8, 9, 11, 18].map(n => by(['hellinger', 'matusita'], equal(n), equal(n))).join(' '),
  by(['jensenShannon', 'kullbackLeibler', 'topsoe', 'taneja', 'canberra', 'clark'], [1, 0], [1, 0]),
  by(['jensenShannon'], [1, 0], [0, 1]));
PROGRAM
found=$(node probe.mjs 2>/dev/null | tail -n 1)
expected='0,0 NaN,NaN NaN,NaN NaN,NaN NaN,NaN,NaN,NaN,NaN,NaN NaN'
echo "ml-distance 5.0.0: Hellinger and Matusita for 8, 9, 11, 18 equal bins; six of (1, 0); of (1, 0), (0, 1): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
