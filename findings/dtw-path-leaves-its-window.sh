#!/usr/bin/env bash
# dtw 0.0.3 (npm): the path of a windowed alignment leaves its window, and is not the path of the cost beside it.
# One expects: with a window of 1 no pair of the path is more than one place apart, and its squared distances sum to the
# cost that compute returned: 11 for 4, 4, 2, 3, 0, 2 and 2, 5, 2, 2, 5, 1.
# Seen: the cost is right. The path pairs the first number with the third, and its distances sum to 19. Cells outside
# the window hold infinity, and the test that looks for the smallest neighbour takes infinity for equal to any number
# (its tolerance is relative: infinity). Of 2,000 pairs of six random numbers from 0 to 5 a quarter, 459, met such a
# path. The same test takes numbers that differ by less than 2e-16 for equal: in a unit that makes all values 1e-8 as
# large, the path without a window goes straight along the diagonal, whatever is aligned.
# Beside VectorLoss: ctc fills a table of the same kind, and no path through a cell that cannot be has weight in its
# slopes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dtw@0.0.3 > /dev/null
cat > probe.cjs <<'PROGRAM'
const DTW = require('dtw');
const align = (s, t, window) => {
  const dtw = new DTW(), cost = dtw.compute(s, t, window), path = dtw.path();
  const apart = Math.max(...path.map(([i, j]) => Math.abs(i - j)));
  return [cost, path.reduce((sum, [i, j]) => sum + (s[i] - t[j]) ** 2, 0), apart];
};
const tiny = x => x * 2 ** -27;
console.log(align([4, 4, 2, 3, 0, 2], [2, 5, 2, 2, 5, 1], 1).join(' '),
  align([0, 1, 2, 3], [0, 0, 1, 3]).slice(0, 2).join(' '),
  align([0, 1, 2, 3].map(tiny), [0, 0, 1, 3].map(tiny)).slice(0, 2).map(x => x * 2 ** 54).join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='11 19 2 1 1 1 2'
echo "dtw 0.0.3: cost, sum along the path, widest pair; cost and sum without a window, and in small units: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
