#!/usr/bin/env bash
# CalibratR 0.1.2 for R (Debian 12): the maximum calibration error is smaller than the expected one, and the Brier score
# of a class shrinks with the class.
# One expects: the maximum calibration error is the largest distance, over bins, of the mean prediction from the share
# of positives, so it is never below the mean of these distances, the expected calibration error. Of 100 negatives, 50
# predicted at 0.05 and 50 at 0.95, it is 0.95. The Brier score of each class is a mean over its rows: 0.25 for both
# classes where every prediction is 0.5.
# Seen: 0.095 beside an expected error of 0.5: each distance is multiplied by the share of rows in its bin before the
# largest is taken, so ten bins of equal counts divide it by ten, and bins of equal width give 0.475. The scores of the
# classes are divided by the number of all rows: 0.025 for ten positives among 100 rows, so that the rarer a class, the
# better it looks, and 0.225 for the negatives; the two sum to the score of all, and are no means.
# Beside VectorLoss: mse of probabilities is this score; its means divide by the rows that are in them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  r-base-core r-cran-calibratr=0.1.2-2 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.R <<'PROGRAM'
of <- function(name) get(name, asNamespace("CalibratR"))
negatives <- rep(0, 100)
predictions <- rep(c(0.05, 0.95), each = 50)
error <- sapply(c("getMCE", "get_MCE_equal_width", "getECE"), function(name) of(name)(negatives, predictions))
score <- of("get_Brier_score")(rep(0:1, c(90, 10)), rep(0.5, 100))
cat(sprintf("%.4f", c(error, score$brier, score$brier_1, score$brier_0)), "\n")
PROGRAM
export R_HOME=$work/root/usr/lib/R R_LIBS=$work/root/usr/lib/R/site-library:$work/root/usr/lib/R/library EDITOR=vi
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v /library | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/lib/R/bin/exec/R --vanilla --no-echo -f probe.R 2>/dev/null | tail -n 1)
found=${found% }
expected='0.0950 0.4750 0.5000 0.2500 0.0250 0.2250'
echo "CalibratR 0.1.2: maximum errors of equal counts and widths, expected error; Brier score of all, 1, 0: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
