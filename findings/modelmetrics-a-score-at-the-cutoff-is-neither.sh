#!/usr/bin/env bash
# ModelMetrics 1.2.2.2 for R (Debian 12): a score that equals the cutoff is neither negative nor positive.
# One expects: what confusionMatrix of the same package says of the labels 1, 0, 1, 1, 0, 0, 1, 0 and the scores 0.9,
# 0.2, 0.6, 0.4, 0.5, 0.5, 0.5, 0.1 at 0.5: 4 right negatives, 2 right positives, 2 missed, no false alarm. So the true
# negative rate is 1, kappa 0.5 and Matthews' correlation 0.5774.
# Seen: 0.5, 0.25 and 0.2582. Right negatives are counted below the cutoff, positives above it, so a negative row at the
# cutoff is right for the one function and wrong for the others. The true positive rate and F1 are right. Votes of
# trees and of neighbours lie at 0.5 all the time; without such scores all agree. Known as pull request 33 of
# JackStat/ModelMetrics, open since 2021.
# Beside VectorLoss: eval puts every row into one of the classes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  r-base-core r-cran-modelmetrics=1.2.2.2-1+b1 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.R <<'PROGRAM'
labels <- c(1, 0, 1, 1, 0, 0, 1, 0)
scores <- c(0.9, 0.2, 0.6, 0.4, 0.5, 0.5, 0.5, 0.1)
of <- function(name) getExportedValue("ModelMetrics", name)(labels, scores, 0.5)
cat(of("confusionMatrix"), sprintf("%.4f", c(of("tnr"), of("kappa"), of("mcc"), of("tpr"))), "\n")
PROGRAM
export R_HOME=$work/root/usr/lib/R R_LIBS=$work/root/usr/lib/R/site-library:$work/root/usr/lib/R/library EDITOR=vi
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v /library | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/lib/R/bin/exec/R --vanilla --no-echo -f probe.R 2>/dev/null | tail -n 1)
found=${found% }
expected='4 0 2 2 0.5000 0.2500 0.2582 0.5000'
echo "ModelMetrics 1.2.2.2: counts TN, FN, FP, TP; true negative rate, kappa, mcc, true positive rate: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
