#!/usr/bin/env bash
# statistics 1.5.3 for Octave (Debian 12): the von Mises density of a large concentration is 0, then NaN.
# One expects: at its centre the density grows like the root of kappa / 2 pi: 10.553 for kappa 700, 10.591 for 705,
# 10.628 for 710 and 11.282 for 800, where a direction scatters by 2 degrees.
# Seen: 10.553, 0, NaN and NaN: exp(kappa) is divided by the Bessel function of kappa, and both leave the range of
# double, the divisor first. The distribution function has the same divisor: half a degree from the centre it is
# 0.604 for 700, and 0 for 720. A likelihood of directions that are known well, of compasses, phases or times of
# day, is minus infinity or missing just where the fit is good, and a search for kappa stops there.
# Beside VectorLoss: von-mises-nll scales the Bessel function and stays finite.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  octave octave-statistics=1.5.3-2 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.m <<'PROGRAM'
warning off
addpath (genpath (glob ([getenv("ROOT") "/usr/share/octave/packages/statistics-*"]){1}));
printf ("%.3f ", vmpdf (0, 0, [700 705 710 800]), vmcdf (0.01, 0, [700 720]));
printf ("\n");
PROGRAM
export ROOT=$work/root OCTAVE_HOME=$work/root/usr
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v packages | sort -u | paste -sd:)
found=$(LD_LIBRARY_PATH=$libraries root/usr/bin/octave-cli --no-init-file -q probe.m 2>/dev/null | tail -n 1)
found=${found% }
expected='10.553 0.000 NaN NaN 0.604 0.000'
echo "statistics 1.5.3 for Octave: densities for kappa 700, 705, 710 and 800; distribution for 700 and 720: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
