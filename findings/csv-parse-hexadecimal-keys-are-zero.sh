#!/usr/bin/env bash
# csv-parse 7.0.3 (npm): with cast, a hexadecimal key is read as the number 0.
# One expects: 0x1A2B stays text, or is 6699, which Number makes of it; two keys that differ stay two.
# Seen: the option cast, which is to turn text into numbers where it is a number, asks whether the text less what
# parseFloat makes of it is a number. Subtraction reads 0x1A2B as 6699, so that it counts as one, and parseFloat, which
# then gives the value, stops at the x: 0. So are 0b101 and 0o17, and every key of a table of addresses, colours or
# hashes that are written so becomes the same 0. A number beyond the range of double, 1e400, stays text.
# Beside VectorLoss: its reader of CSV takes such a cell for text, and numbers beside it in the column for a mistake.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts csv-parse@7.0.3 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { parse } = require('csv-parse/sync');
const text = 'key,value\n0x1A2B,1.5\n0x1A2C,2.5\n0b101,3.5\n0o17,4.5\n1e400,1e3\n';
const rows = parse(text, { columns: true, cast: true });
console.log(rows.map(row => JSON.stringify(row.key)).join(' '), JSON.stringify(rows[4].value), Number('0x1A2B'));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0 0 0 0 "1e400" 1000 6699'
echo "csv-parse 7.0.3: keys 0x1A2B, 0x1A2C, 0b101, 0o17 and 1e400; 1e3; what Number makes of the first: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
