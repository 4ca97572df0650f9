#!/usr/bin/env bash
# NaN toolbox 3.7.0 for Octave (Debian 12): the area under the curve of tied scores depends on the order of the rows.
# One expects: a pair of equal scores counts one half, so four equal scores, two of each class, have the area 0.5, as
# the rank-sum test has it.
# Seen: roc walks over the sorted rows one at a time, through a tie in the order in which it came: 1 with the rows of
# class 0 first, 0 with those of class 1 first, 0.75 in turns. Data sorted by class, the usual state of a file, make a
# constant score look perfect, or inverted. The accuracy, F1 and kappa that it calls the largest, and their thresholds,
# split ties, too. Without ties all are right.
# The same toolbox, of the same table of counts, computes d' from the false discovery rate where the false alarm rate
# belongs: kappa of 50, 10 and 5, 35 gives 1.9151, where 2.1178 is right.
# Beside VectorLoss: pairwise-logistic, which stands in for this area, counts a pair of equal scores as log 2, whichever
# comes first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  octave octave-nan=3.7.0-3 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.m <<'PROGRAM'
warning off
addpath (glob ([getenv("ROOT") "/usr/share/octave/packages/nan-*"]){1});
area = @(classes) roc (ones (4, 1), classes').AUC;
table = kappa ([50 10; 5 35]);
printf ("%g %g %g %.4f %.4f\n", area ([0 0 1 1]), area ([1 1 0 0]), area ([0 1 0 1]), table.dprime, ...
  norminv (table.TPR) - norminv (table.FPR));
PROGRAM
export ROOT=$work/root OCTAVE_HOME=$work/root/usr
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v packages | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/bin/octave-cli --no-init-file -q probe.m 2>/dev/null | tail -n 1)
expected='1 0 0.75 1.9151 2.1178'
echo "NaN 3.7.0 for Octave: areas of four equal scores in three orders; d', and what it is: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
