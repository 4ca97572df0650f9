#!/usr/bin/env bash
# gensim 4.2.0 (Debian 12): the Jaccard distance of a document to itself is 1/2, and that of two histograms that differ
# is 0.
# One expects: a value in [0, 1], "where 0 is min distance", as its documentation says of bags of words, arrays and
# sparse matrices alike: 0 for a document and itself, and of weights 1 - sum min / sum max.
# Seen: for bags the weights of both documents are added up in place of the larger ones, so what they share counts
# twice below: no distance is below 1/2, and 1 - J becomes 1 - J / (1 + J). An array is taken for the set of its
# numbers: (0.2, 0.3, 0.5) and (0.5, 0.3, 0.2) have the distance 0. jaccard_distance of sets is right, and so are
# hellinger and jensen_shannon of the same bags and arrays. Neighbours keep their order for bags, but a threshold of
# other libraries finds none.
# Beside VectorLoss: its jaccard loss is 0 for equal masses, and divides by the sum of both less what they share.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download python3-gensim=4.2.0+dfsg-1+deb12u1 python3-smart-open python3-wrapt python3-numpy python3-scipy \
  python3-decorator > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.py <<'PROGRAM'
import numpy as np
from gensim import matutils

words = [(0, 2.0), (1, 1.0), (7, 3.0)]
other = [(0, 1.0), (1, 2.0)]
rising, falling = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.3, 0.2])
print("%.4f %.4f %.4f %.4f %.4f" % (matutils.jaccard(words, words), matutils.jaccard(words, other),
    matutils.jaccard(rising, falling), matutils.jaccard_distance({0, 1}, {1, 2}), matutils.hellinger(words, words)))
PROGRAM
found=$(PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 probe.py 2>/dev/null)
expected='0.5000 0.7778 0.0000 0.6667 0.0000'
echo "gensim 4.2.0: a bag and itself, two bags, two histograms, two sets; Hellinger of a bag and itself: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
