#!/usr/bin/env bash
# lib-r-math.js 2.0.3 (npm): the probability of -6 under Student's t of 200 degrees is 0, that of -10 is not.
# One expects: what R gives, whose functions these are: 4.56e-9 at -6 and 1.19e-19 at -10; a distribution function does
# not fall. Beta(2, 3) has 0.3483 up to 0.3, and Bessel's K of order 0 is 0.4210 at 1.
# Seen: pt(-6, 200) is 0 from -5.9 to -7, and 1.19e-19 at -10. pbeta(0.3, 2, 3) is 0.34869, and so pnbinom(3, 2, 0.3),
# which rests on it, is 0.47231 in place of 0.47178. BesselK(1, 0) is 1.2661, and BesselK(30, 0) 7.8e11 in place of
# 2.1e-14: both are BesselI, which grows where K falls.
# Beside VectorLoss: student-t-nll and negative-binomial-nll are tested against numbers of 400 digits.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts lib-r-math.js@2.0.3 > /dev/null
cat > probe.mjs <<'PROGRAM'
import { pt, pbeta, pnbinom, BesselK, BesselI } from 'lib-r-math.js';
console.log([pt(-6, 200), pt(-10, 200), pbeta(0.3, 2, 3), pnbinom(3, 2, 0.3), BesselK(1, 0)]
  .map(x => x.toPrecision(4)).join(' '), BesselK(1, 0) === BesselI(1, 0), BesselK(30, 0).toPrecision(2));
PROGRAM
found=$(node probe.mjs 2>/dev/null | tail -n 1)
expected='0.000 1.189e-19 0.3487 0.4723 1.266 true 7.8e+11'
echo "lib-r-math.js 2.0.3: t at -6 and -10; Beta; negative binomial; K at 1; it is I; K at 30: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
