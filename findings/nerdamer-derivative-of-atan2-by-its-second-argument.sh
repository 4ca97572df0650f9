#!/usr/bin/env bash
# nerdamer 1.1.13 (npm): the derivative of atan2(2, x) by x is 0, that of log(x, 2) leaves the base out.
# One expects: -2 / (x^2 + 4), which is -0.4 at 1; and 1 / (x log 2), which is 1.4427 at 1, where log(x, 2) is the
# logarithm to the base 2, as the package itself has it: log(8, 2) is 3.
# Seen: 0, and 1 / x. By its first argument atan2 is right. The package's own values at 0.999 and 1.001 give the true
# slopes; a search for a minimum along such a derivative stands still, or steps by 0.69 of what it should.
# Beside VectorLoss: every op of its tape is checked against differences with an error bar, and against dual numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts nerdamer@1.1.13 > /dev/null
cat > probe.cjs <<'PROGRAM'
const nerdamer = require('nerdamer/all.min');
const at = (text, x) => Number(nerdamer(text).evaluate({ x }).text('decimals', 20));
const told = text => at(`diff(${text}, x)`, 1).toFixed(3);
const seen = text => ((at(text, 1.001) - at(text, 0.999)) / 0.002).toFixed(3);
const both = ['atan2(2,x)', 'log(x,2)', 'atan2(x,2)'].map(text => `${told(text)},${seen(text)}`);
console.log(both.join(' '), at('log(x,2)', 8));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.000,-0.400 1.000,1.443 0.400,0.400 3'
echo "nerdamer 1.1.13: slope told and seen of atan2(2, x), log(x, 2), atan2(x, 2), at 1; log(8, 2): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
