#!/usr/bin/env bash
# mlr 2.19.1 for R (Debian 12): of more than two classes, a classifier that is always wrong has the area 1.
# One expects: multiclass.aunu is a mean of areas under the curve, one class against the rest, and like mlr's area for
# two classes it falls to 0 where every right class gets the smallest probability. Random scores have the mean 0.5.
# Seen: 1 for six rows of three classes whose right class has the largest probability, and 1 where it has the smallest:
# an area below a half is taken from 1 before the mean, class by class, in all four measures (au1u, au1p, aunu, aunp).
# So a choice of the largest area can be the worst model, and noise lies above a half: 0.59 on average for ten rows of
# each of three classes. The log loss of the two is 0.34 and 2.00. A property of the measures calls 0.5 their worst
# value; their notes, and the paper they name, do not mention it.
# Beside VectorLoss: cross-entropy tells the two apart; pairwise-logistic, which stands in for this area, does so, too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  r-base-core r-cran-mlr=2.19.1+dfsg-1 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.R <<'PROGRAM'
suppressMessages(library(mlr))
truth <- factor(rep(c("a", "b", "c"), each = 2))
good <- rbind(c(.8, .1, .1), c(.7, .2, .1), c(.1, .8, .1), c(.2, .6, .2), c(.1, .1, .8), c(.1, .3, .6))
colnames(good) <- levels(truth)
bad <- (1 - good) / 2
two <- factor(rep(c("a", "b"), each = 3))
set.seed(1)
noise <- replicate(400, {
  p <- matrix(runif(90), 30)
  measureAUNU(p, factor(rep(1:3, each = 10)))
})
three <- c(measureAUNU(good, truth), measureAUNU(bad, truth), measureAU1U(bad, truth), measureAUNP(bad, truth))
rising <- c(.1, .2, .3, .7, .8, .9)
areas <- c(measureAUC(rising, two, "a", "b"), measureAUC(1 - rising, two, "a", "b"), mean(noise))
cat(sprintf("%.2f", c(three, areas, measureLogloss(good, truth), measureLogloss(bad, truth))), "\n")
PROGRAM
export R_HOME=$work/root/usr/lib/R R_LIBS=$work/root/usr/lib/R/site-library:$work/root/usr/lib/R/library EDITOR=vi
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v /library | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/lib/R/bin/exec/R --vanilla --no-echo -f probe.R 2>/dev/null | tail -n 1)
found=${found% }
expected='1.00 1.00 1.00 1.00 1.00 0.00 0.59 0.34 2.00'
echo "mlr 2.19.1: areas of a right and three of an inverted classifier, of two classes, of noise; log losses: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
