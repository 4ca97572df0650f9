#!/usr/bin/env bash
# MLmetrics 1.1.1 for R (Debian 12): the area under precision and recall of a perfect ranking is 0, 1/2, 2/3 …
# One expects: 1 where all positive rows are ranked before all others, however many there are: precision is 1 at every
# recall.
# Seen: 1 less 1 / n for n positive rows: 0 for one, 0.5 for two, 0.9 for ten. The curve begins at the recall of the
# first hit, since the precision at recall 0 is 0 / 0 and is left out as missing, so a strip of width 1 / n is lost.
# Rare positives, for which this area is made, lose most. Known as issue 166 of tidymodels/yardstick.
# The area under the other curve, AUC, is NA from 46,341 rows of each class on, where the product of the two counts
# leaves 32 bits: known as issue 12 of yanyachen/MLmetrics.
# Beside VectorLoss: it counts rows in 64 bits, and divides by nothing that may be 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  r-base-core r-cran-mlmetrics=1.1.1-3 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.R <<'PROGRAM'
perfect <- function(n) MLmetrics::PRAUC(c(1 + 1:n, 0.3, 0.2, 0.1), c(rep(1, n), 0, 0, 0))
area <- function(n) suppressWarnings(MLmetrics::AUC(1:(2 * n), rep(0:1, each = n)))
cat(sprintf("%.4f %.4f %.4f %.4f %g %g\n", perfect(1), perfect(2), perfect(3), perfect(10), area(46340), area(46341)))
PROGRAM
export R_HOME=$work/root/usr/lib/R R_LIBS=$work/root/usr/lib/R/site-library:$work/root/usr/lib/R/library EDITOR=vi
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v /library | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/lib/R/bin/exec/R --vanilla --no-echo -f probe.R 2>/dev/null | tail -n 1)
expected='0.0000 0.5000 0.6667 0.9000 1 NA'
echo "MLmetrics 1.1.1: PRAUC of perfect rankings of 1, 2, 3, 10; AUC of perfect rankings of 46,340 and 46,341: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
