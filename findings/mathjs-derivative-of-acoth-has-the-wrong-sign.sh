#!/usr/bin/env bash
# mathjs 15.2.0 (npm): the symbolic derivative of acoth has the wrong sign.
# One expects: d acoth(x) / dx = 1 / (1 - x^2), the same expression as for atanh, on another domain: -1/3 at 2.
# Seen: -(1 / (1 - x ^ 2)), which is +1/3 at 2; acoth falls there, as the package's own values at 1.999 and 2.001
# show. The derivatives of its other 20 inverse and hyperbolic functions agree with differences.
# Beside VectorLoss: a derivative that is written down is worth a check by differences, also in a library of 9 million
# downloads a month.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts mathjs@15.2.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
const math = require('mathjs');
const slope = math.derivative('acoth(x)', 'x');
const seen = (math.acoth(2.001) - math.acoth(1.999)) / 0.002;
const told = slope.evaluate({ x: 2 });
console.log(`${slope} is ${told.toFixed(4)}, differences ${seen.toFixed(4)}, ${math.derivative('atanh(x)', 'x')}`);
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='-(1 / (1 - x ^ 2)) is 0.3333, differences -0.3333, 1 / (1 - x ^ 2)'
echo "mathjs 15.2.0: derivative of acoth, at 2, by differences, and that of atanh: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
