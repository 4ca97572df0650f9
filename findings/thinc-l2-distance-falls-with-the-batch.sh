#!/usr/bin/env bash
# thinc 8.1.7 (Debian 12): twice the same row has half the L2 distance.
# One expects: normalize, which its documentation says divides by the number of examples and which is on unless it is
# turned off, makes a mean of squares: 5 for the row (1, 2) against (0, 0), and 5 for any number of such rows. The
# gradient beside it is divided so.
# Seen: each difference is divided by the number of rows before it is squared, so the loss is divided by its square:
# 5, 2.5, 1.25 and 0.05 for 1, 2, 4 and 100 rows. The gradient is divided once, and is not that of the value: for 4 rows
# differences of the call give an eighth of (1, 2) a row, get_grad a quarter. Losses of batches of different sizes do
# not compare, and a last batch that is smaller looks worse than the others.
# Beside VectorLoss: mse and half-mse are means, and do not depend on how often the rows are repeated.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download python3-thinc=8.1.7-1 python3-pydantic python3-srsly python3-catalogue python3-confection \
  python3-cymem python3-cython-blis python3-murmurhash python3-preshed python3-wasabi python3-packaging \
  > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.py <<'PROGRAM'
import numpy as np
from thinc.api import L2Distance

loss = L2Distance()
for count in (1, 2, 4, 100):
    rows = np.repeat(np.array([[1, 2]], dtype="f"), count, 0)
    print("%.3f" % loss.get_loss(rows, np.zeros_like(rows)), end=" ")
rows, step = np.repeat(np.array([[1.0, 2.0]]), 4, 0), np.zeros((4, 2))
step[0] = 1e-3, 0
ends = [loss.get_loss(rows + sign * step, np.zeros_like(rows)) for sign in (1, -1)]
print("%.4f %.4f" % ((ends[0] - ends[1]) / 2e-3, loss.get_grad(rows, np.zeros_like(rows))[0, 0]))
PROGRAM
found=$(PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 probe.py 2>/dev/null)
expected='5.000 2.500 1.250 0.050 0.1250 0.2500'
echo "thinc 8.1.7: losses of 1, 2, 4, 100 equal rows; of 4 rows a slope by differences, and by get_grad: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
