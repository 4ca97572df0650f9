#!/usr/bin/env bash
# numpy-parser 1.2.3 (npm): a vector that NumPy saved has the shape of a matrix of one column.
# One expects: the shape that stands in the file, as data and shape are what fromArrayBuffer returns: [3] for (3,), the
# way NumPy writes any array of one dimension.
# Seen: [3, 1]. The comma of (3,) is taken for the beginning of a second dimension of 1. Matrices are right. Where the
# number of dimensions decides what is done (labels or one-hot rows, a bias or a kernel, whether a loss broadcasts), a
# vector of labels becomes a matrix of one class, and targets [3, 1] beside outputs [3] broadcast to nine differences.
# The numbers themselves are right, and the package's own tests look at these alone.
# Beside VectorLoss: its reader of NPY gives a vector one dimension.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts numpy-parser@1.2.3 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { fromArrayBuffer } = require('numpy-parser');
const file = (shape, numbers) => {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = Buffer.from(text.padEnd(117) + '\n', 'latin1');
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  const whole = Buffer.concat([start, header, Buffer.from(new Float64Array(numbers).buffer)]);
  return new Uint8Array(whole).buffer;
};
const text = (...file_) => JSON.stringify(fromArrayBuffer(file(...file_)).shape);
console.log(text('(3,)', [1, 2, 3]), text('(1,)', [1]), text('(3, 1)', [1, 2, 3]), text('(2, 3)', [1, 2, 3, 4, 5, 6]));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='[3,1] [1,1] [3,1] [2,3]'
echo "numpy-parser 1.2.3: shapes of files that say (3,), (1,), (3, 1) and (2, 3): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
