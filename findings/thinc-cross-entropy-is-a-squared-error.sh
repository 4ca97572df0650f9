#!/usr/bin/env bash
# thinc 8.1.7 (Debian 12): the loss of CategoricalCrossentropy is a squared error, and never above 2.
# One expects: -log p of the right class: 0.693, 2.303, 4.605 and 13.816 for p = 1/2, 1/10, 1/100 and 1/1,000,000, and a
# mean over the rows.
# Seen: the sum of the squares of its own gradient, p - one-hot divided by the number of rows: 0.5, 1.62, 1.96 and 2,
# and a quarter of that where the row stands four times. A confident mistake costs hardly more than a doubtful one, and
# the number cannot be compared with a cross-entropy of any other library. The gradient is the usual one by the logits,
# so nets train. SequenceCategoricalCrossentropy sums the same squares. Known as pull request 647 of explosion/thinc,
# which mends it for a later release.
# Beside VectorLoss: cross-entropy and nll are the logarithm.
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
from thinc.api import CategoricalCrossentropy

loss = CategoricalCrossentropy()
for p, count in ((0.5, 1), (0.1, 1), (0.01, 1), (1e-6, 1), (0.5, 4)):
    rows = np.array([[p, 1 - p]] * count, dtype="f")
    print("%.3f" % loss.get_loss(rows, np.zeros(count, dtype="i")), end=" ")
PROGRAM
found=$(PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 probe.py 2>/dev/null | xargs)
expected='0.500 1.620 1.960 2.000 0.125'
echo "thinc 8.1.7: cross-entropies of p = 0.5, 0.1, 0.01, 1e-6, and of four rows of 0.5: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
