#!/usr/bin/env bash
# fmin 0.0.4 (npm): the search of Nelder and Mead overwrites the start that it is given.
# One expects: the array of the start is read. Two functions that are minimised from one start have two results.
# Seen: the array becomes a corner of the simplex and moves with it: after x^2 + y^2 from (0.3, -0.2) it holds the
# minimum (0, 0), and is the very array that is returned. (x - 1)^2 + (y - 2)^2 from the same array then starts there,
# with a simplex of less than a millionth, since its size is 5 % of each number, ends at once, and calls (0, 0), of
# value 5, its minimum; from a fresh array it finds (1, 2). A loop over folds or settings with one start runs once.
# Beside VectorLoss: what a call only reads is a read-only span.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fmin@0.0.4 > /dev/null
cat > probe.mjs <<'PROGRAM'
import 'fmin';
const near = (a, b) => ([x, y]) => (x - a) ** 2 + (y - b) ** 2, start = [0.3, -0.2];
const round = x => Array.from(x, y => Math.abs(y).toFixed(1)).join(',');
const first = fmin.nelderMead(near(0, 0), start), second = fmin.nelderMead(near(1, 2), start);
const fresh = fmin.nelderMead(near(1, 2), [0.3, -0.2]);
console.log(round(start), first.x === start, round(second.x), second.fx.toFixed(3), round(fresh.x),
  fresh.fx.toFixed(3));
PROGRAM
found=$(node probe.mjs 2>/dev/null | tail -n 1)
expected='0.0,0.0 true 0.0,0.0 5.000 1.0,2.0 0.000'
echo "fmin 0.0.4: the start afterwards, is it the result; a second search from it; from a fresh array: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
