#!/usr/bin/env bash
# mclustcomp 0.3.3 for R (Debian 12): the F-measure of a clustering with itself is the size of its clusters.
# One expects: 1 for equal clusterings and less for others: each cluster takes the best F1 of its overlap with those of
# the other clustering, 2 n_ij / (n_i + n_j). The maximum-match measure pairs clusters one to one, the largest overlap
# first: 5/6 for six points split 1, 1, 4 and 2, 4.
# Seen: 2 for three clusters of two points, 25 for four of 25: the product of the two sizes stands where the overlap
# belongs, so the measure does not look at which points are where, and clusterings that agree in nothing but their sizes
# have the same value. The maximum match takes the first rows of the table, as many as the smaller number of clusters:
# 1/3 in place of 5/6, and 5/6 for the same points listed from the last to the first. Rand and Jaccard are right.
# Beside VectorLoss: eval's F1 is made of overlaps.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  r-base-core r-cran-mclustcomp=0.3.3-2 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.R <<'PROGRAM'
of <- function(type, x, y) mclustcomp::mclustcomp(x, y, types = type)$scores
pairs <- rep(1:3, each = 2)
split <- c(1, 2, 3, 3, 3, 3)
other <- c(1, 1, 2, 2, 2, 2)
values <- c(of("f", pairs, pairs), of("f", rep(1:4, 25), rep(1:4, 25)), of("f", pairs, c(1, 2, 3, 1, 2, 3)),
  of("mmm", split, other), of("mmm", rev(split), rev(other)), of("rand", pairs, pairs))
cat(sprintf("%.4f", values), "\n")
PROGRAM
export R_HOME=$work/root/usr/lib/R R_LIBS=$work/root/usr/lib/R/site-library:$work/root/usr/lib/R/library EDITOR=vi
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v /library | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/lib/R/bin/exec/R --vanilla --no-echo -f probe.R 2>/dev/null | tail -n 1)
found=${found% }
expected='2.0000 25.0000 2.0000 0.3333 0.8333 1.0000'
echo "mclustcomp 0.3.3: F of equal clusterings of 6 and 100 points and of crossed ones; matches; Rand: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
